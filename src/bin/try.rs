fn main() {
    let path = std::env::args().nth(1).unwrap();
    let d = rowstitch::input::read(&path, &std::fs::read(&path).unwrap()).unwrap();
    let b = rowstitch::furniture::find(&d);
    rowstitch::reconstruct::reconstruct(&d, &b);
}
