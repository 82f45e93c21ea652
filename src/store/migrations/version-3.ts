/** What a search chooses from. */
export const TO_VERSION_3 = `
ALTER TABLE experiments ADD COLUMN race_seeds TEXT CHECK (race_seeds IS NULL OR json_valid(race_seeds));  -- NULL: no search

CREATE TABLE candidates (                                -- what a search chooses from
  experiment_id INTEGER NOT NULL REFERENCES experiments ON DELETE CASCADE,
  level TEXT NOT NULL, position INTEGER NOT NULL,        -- the order of the draws, over all levels
  block TEXT NOT NULL, configuration_id INTEGER NOT NULL REFERENCES configurations,
  written_units INTEGER NOT NULL,
  PRIMARY KEY (experiment_id, position)
) STRICT, WITHOUT ROWID;

CREATE VIEW race_results AS SELECT e.name AS experiment, p.position, p.block, p.level, p.written_units, s.*
  FROM experiments e JOIN candidates p ON p.experiment_id = e.id JOIN configurations c ON c.id = p.configuration_id
  JOIN json_each(e.race_seeds) w JOIN results s ON s.configuration = c.key AND s.seed = w.value;
`;
