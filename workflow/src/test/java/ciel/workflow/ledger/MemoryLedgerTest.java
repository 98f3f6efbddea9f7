package ciel.workflow.ledger;

import org.junit.jupiter.api.AfterEach;

/** A ledger in memory is gone when it is closed; so it is not closed until the test ends. */
class MemoryLedgerTest extends CampaignLedgerConformance {
    private SqliteDatabase database;
    private SqlLedger keeper;

    @Override
    CampaignLedger open() {
        if (database == null) {
            database = new SqliteDatabase(null, false);
            keeper = Ledgers.open(database);
        }
        return Ledgers.open(database);
    }

    @AfterEach
    void drop() {
        keeper.close();
    }
}
