/** What is measured while a run is trained. */
export const TO_VERSION_4 = `
ALTER TABLE configurations ADD COLUMN validation INTEGER;  -- NULL: the curve is of training alone
ALTER TABLE runs ADD COLUMN kept_epoch INTEGER;            -- NULL without patience

-- Of runs that ended early it is known: so many epochs before the last one. Of others it was not kept
UPDATE runs SET kept_epoch = epochs_made - c.patience FROM configurations c
  WHERE c.id = configuration_id AND status = 'completed' AND epochs_made < c.epochs;

DROP VIEW results;
CREATE VIEW results AS SELECT r.id AS run, c.key AS configuration, r.seed, r.status, c.task, c.data_sha256, c.sequence_length, c.threshold,
  c.cell, c.units, c.layers, c.direction, c.merge_mode, c.epochs, c.sequences_per_epoch, c.batch_size, c.optimizer, c.learning_rate, c.dropout,
  c.test_sequences, c.engine, c.parameters, r.loss, r.accuracy, r.sequence_accuracy, r.training_loss, r.f1_macro, r.mae, r.r2, r.epochs_made,
  r.kept_epoch, c.floor, c.ceiling, r.train_ms, r.error, r.diverged_at, r.finished_at
  FROM runs r JOIN configurations c ON c.id = r.configuration_id WHERE NOT r.superseded;
DROP VIEW learning_curves;
CREATE VIEW learning_curves AS SELECT s.*, k.epoch, k.loss AS loss_at_epoch, k.accuracy AS accuracy_at_epoch,
  k.validation_loss AS validation_loss_at_epoch
  FROM results s JOIN curves k ON k.run_id = s.run;
`;
