//! How likely each cell is to be right: what the search left in question, as a calibrated probability.
//!
//! A cell's features ([`features`]) are what its lines cost, how much dearer the alternatives were, and how much it looks like
//! the other cells of its column. A logistic regression weighs them and a monotone step function makes its sum a frequency
//! ([`model`]); both are trained on labelled folders (`train confidence`) and shipped as data, for flat text and for
//! positioned text apart.

pub mod features;
pub mod model;

use crate::pipeline::Inspection;
use features::Features;
use model::Model;

/// How likely one record is to be right.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Confidence {
    /// Per column the probability that the cell is right.
    pub cells: Vec<f32>,
    /// The probability that all of them are.
    pub record: f32,
}

/// Judges every cell and every record that was read.
pub fn fill(inspection: &mut Inspection) {
    let model = Model::shipped(inspection.positioned);
    let tables = features::tables(inspection);
    for (table, features) in inspection.extraction.tables.iter_mut().zip(tables) {
        for (record, features) in table.records.iter_mut().zip(features) {
            let numbers: Vec<Vec<f32>> = features.iter().map(Features::numbers).collect();
            let sure = model.confidence(&numbers);
            record.confidence = Some(sure.record);
            for (cell, sure) in record.cells.iter_mut().zip(sure.cells) {
                cell.confidence = Some(sure);
            }
        }
    }
}
