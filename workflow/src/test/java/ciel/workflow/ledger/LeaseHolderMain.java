package ciel.workflow.ledger;

import ciel.workflow.campaign.LedgerAddress;
import java.nio.file.Path;
import java.time.Duration;

/** A process that takes a lease of an hour and waits to be killed. Argument: the ledger's file. */
final class LeaseHolderMain {
    private LeaseHolderMain() {}

    public static void main(String[] args) throws InterruptedException {
        CampaignLedger ledger = Ledgers.open(new LedgerAddress.Sqlite(Path.of(args[0])));
        System.out.println("held "
                + ledger.acquire(Lease.DAEMON, Duration.ofHours(1))
                        .orElseThrow()
                        .token());
        System.out.flush();
        Thread.currentThread().join();
    }
}
