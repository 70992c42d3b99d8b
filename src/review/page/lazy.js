// Blocks that are drawn when they come near the view, and emptied again when many others were drawn since: a thousand pages
// cost what a few dozen do.
class Lazy {
  constructor(root, most, draw, clear) {
    Object.assign(this, { most, draw, clear, built: new Set(), near: new Set(), all: false });
    this.observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) this.near.add(target);
          else this.near.delete(target);
          if (isIntersecting) this.build(target);
        }
        this.trim();
      },
      { root, rootMargin: "1000px 0px" },
    );
  }
  watch(block) {
    this.observer.observe(block);
  }
  build(block) {
    if (this.built.has(block)) {
      // The last to be needed is the last to go.
      this.built.delete(block);
      this.built.add(block);
      return;
    }
    this.built.add(block);
    this.draw(block);
  }
  trim() {
    if (this.all) return;
    for (const block of this.built) {
      if (this.built.size <= this.most) return;
      if (this.near.has(block)) continue;
      this.built.delete(block);
      this.clear(block, block.offsetHeight);
    }
  }
  // After what is drawn has changed.
  redraw() {
    for (const block of this.built) this.draw(block);
  }
  forget() {
    this.observer.disconnect();
    this.built.clear();
    this.near.clear();
  }
  // For printing.
  everything(blocks) {
    this.all = true;
    blocks.forEach((block) => this.build(block));
  }
}
