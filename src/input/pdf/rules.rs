//! Drawn paths to lines and filled areas. Producers draw the borders of cells as strokes or as thin filled rectangles, so shape
//! tells what is a line, never the operator.

use super::glyphs::Drawn;
use crate::page::{Area, Rule};
use hayro_interpret::DrawMode;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect};

/// Thickest line, in points.
const THICK: f64 = 2.5;

/// Shortest line, in points; what is shorter is a dot or part of a picture.
const SHORT: f64 = 3.0;

/// Most lines and most areas of a page that are kept: a ruled page of tiny cells has some thousands, maps have millions.
pub(super) const MOST: usize = 100_000;

/// How far the ends of a line may be off its axis, in points.
const SKEW: f64 = 0.6;

/// Adds the lines and areas of a path; `points` is room for its points.
pub(super) fn collect(
    path: &BezPath,
    transform: Affine,
    mode: &DrawMode,
    clip: Rect,
    points: &mut Vec<Point>,
    drawn: &mut Drawn,
) {
    let Some(paint) = Paint::of(mode) else { return };
    let mut curved = false;
    points.clear();
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(point) => {
                shape(points, curved, paint, clip, drawn);
                points.clear();
                curved = false;
                points.push(transform * point);
            }
            PathEl::LineTo(point) => points.push(transform * point),
            PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
                points.push(transform * point);
                curved = true;
            }
            PathEl::ClosePath => {
                if let (Some(&first), Some(&last)) = (points.first(), points.last())
                    && first.distance(last) > SKEW
                {
                    points.push(first);
                }
            }
        }
    }
    shape(points, curved, paint, clip, drawn);
}

/// Adds the lines and areas of a rectangle.
pub(super) fn collect_rect(rect: &Rect, transform: Affine, mode: &DrawMode, clip: Rect, drawn: &mut Drawn) {
    let Some(paint) = Paint::of(mode) else { return };
    let corners = [
        (rect.x0, rect.y0),
        (rect.x1, rect.y0),
        (rect.x1, rect.y1),
        (rect.x0, rect.y1),
        (rect.x0, rect.y0),
    ]
    .map(|corner| transform * Point::from(corner));
    shape(&corners, false, paint, clip, drawn);
}

/// How a path is painted.
#[derive(Clone, Copy)]
struct Paint {
    fill: bool,
    stroke: bool,
}

impl Paint {
    fn of(mode: &DrawMode) -> Option<Self> {
        let (fill, stroke) = match mode {
            DrawMode::Fill(_) => (true, false),
            DrawMode::Stroke(_) => (false, true),
            DrawMode::FillAndStroke(..) => (true, true),
            DrawMode::Invisible => return None,
        };
        Some(Self { fill, stroke })
    }
}

/// Adds the lines and the area of one part of a path.
fn shape(points: &[Point], curved: bool, paint: Paint, clip: Rect, drawn: &mut Drawn) {
    if points.len() < 2 || points.iter().any(|point| !point.is_finite()) {
        return;
    }
    if paint.stroke && !curved {
        for pair in points.windows(2) {
            line(pair[0], pair[1], clip, drawn);
        }
    }
    if !paint.fill {
        return;
    }
    let area = points
        .iter()
        .fold(Rect::from_points(points[0], points[0]), |area, &point| {
            area.union_pt(point)
        });
    let centre = area.center();
    if area.height() <= THICK && area.width() > area.height() {
        line(
            Point::new(area.x0, centre.y),
            Point::new(area.x1, centre.y),
            clip,
            drawn,
        );
    } else if area.width() <= THICK && area.height() > area.width() {
        line(
            Point::new(centre.x, area.y0),
            Point::new(centre.x, area.y1),
            clip,
            drawn,
        );
    } else if !curved && points.len() <= 5 {
        let shown = area.intersect(clip);
        if shown.width() > THICK && shown.height() > THICK {
            let area = Area {
                x0: shown.x0 as f32,
                y0: shown.y0 as f32,
                x1: shown.x1 as f32,
                y1: shown.y1 as f32,
            };
            add(&mut drawn.fills, &mut drawn.crowded, area);
        }
    }
}

/// Adds a line if it goes along an axis, as far as it is shown.
fn line(a: Point, b: Point, clip: Rect, drawn: &mut Drawn) {
    let (width, height) = ((a.x - b.x).abs(), (a.y - b.y).abs());
    let clip = clip.inflate(THICK, THICK);
    let (x0, x1) = (a.x.min(b.x).max(clip.x0), a.x.max(b.x).min(clip.x1));
    let (y0, y1) = (a.y.min(b.y).max(clip.y0), a.y.max(b.y).min(clip.y1));
    if x0 > x1 || y0 > y1 {
        return;
    }
    let (x, y) = (((x0 + x1) / 2.0) as f32, ((y0 + y1) / 2.0) as f32);
    let rule = if height <= SKEW && width >= SHORT {
        Rule {
            x0: x0 as f32,
            y0: y,
            x1: x1 as f32,
            y1: y,
        }
    } else if width <= SKEW && height >= SHORT {
        Rule {
            x0: x,
            y0: y0 as f32,
            x1: x,
            y1: y1 as f32,
        }
    } else {
        return;
    };
    add(&mut drawn.rules, &mut drawn.crowded, rule);
}

fn add<T>(kept: &mut Vec<T>, crowded: &mut bool, shape: T) {
    if kept.len() < MOST {
        kept.push(shape);
    } else {
        *crowded = true;
    }
}
