package ciel.workflow.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobNameTest {
    @Test
    void aNameIsReadBackWhateverTheCampaignIsCalled() {
        Random random = new Random(3);
        for (String campaign : new String[] {"dc2", "a-1-a2-0123abcd", "x.y_z-", "a-a-a"}) {
            for (int i = 0; i < 1000; i++) {
                JobName name = JobName.of(campaign, random.nextInt(1_000_000), random.nextInt(9), random);
                assertEquals(Optional.of(name), JobName.parse(name.text()));
                assertEquals(name.stem(), name.next(random).stem());
                assertTrue(!name.text().equals(name.next(random).text()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c",
                "c-1",
                "c-1-a0",
                "c-1-a0-1234567",
                "c-1-a0-1234567G",
                "-1-a0-12345678",
                "c 1-1-a0-12345678"
            })
    void whatIsNoNameOfOursIsNone(String text) {
        assertEquals(Optional.empty(), JobName.parse(text));
    }

    @Test
    void aCampaignThatCannotBeAFileNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new JobName("../x", 1, 0, "00000000"));
        assertThrows(IllegalArgumentException.class, () -> new JobName("x".repeat(65), 1, 0, "00000000"));
    }

    @ParameterizedTest
    @CsvSource({
        // waiting, each, array tasks, submitted, units, in the queue: units, tasks
        "100, 10, 1000, 1000, 2000, 0, 100, 10",
        "105, 10, 1000, 1000, 2000, 0, 105, 11",
        "25000, 1, 10001, 100000, 2000, 0, 2000, 2000",
        "25000, 1, 100, 100000, 2000, 0, 100, 100",
        "25000, 40, 10001, 20, 2000, 15, 200, 5",
        "25000, 40, 10001, 20, 2000, 20, 0, 0",
        "25000, 40, 10001, 20, 2000, 25, 0, 0",
        "25000, 5000, 10001, 20, 2000, 0, 2000, 1",
        "0, 40, 10001, 20, 2000, 0, 0, 0",
        "7, 40, 10001, 20, 2000, 0, 7, 1",
    })
    void aJobIsCutToWhatTheSchedulerTakes(
            int waiting, int each, int array, int submitted, int lines, int queued, int units, int tasks) {
        assertEquals(
                new JobSplit(units, tasks), JobSplit.next(waiting, each, new Limits(array, submitted, lines), queued));
    }
}
