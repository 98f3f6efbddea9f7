package ciel.transfer.webdav;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ciel.transfer.BackPressureException;
import ciel.transfer.DeniedException;
import ciel.transfer.NotFoundException;
import ciel.transfer.TransientException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "500, Unable to open /a/quota.fits; input/output error",
        "503, quota exceeded is the name of this server",
        "500, Unable to open /a/no space left on device; input/output error",
        "500, Unable to open /a/x; no space left on device/y; input/output error",
    })
    void aNameThatSaysQuotaIsNoFullDisk(int status, String body) {
        assertEquals(
                TransientException.class,
                HttpErrors.of("act", status, null, body).getClass());
    }

    @ParameterizedTest
    @CsvSource({
        "507, ''",
        "500, Unable to write /a/b; No space left on device",
        "500, Unable to create /a/quota; disk quota exceeded",
    })
    void aFullDiskIsBackPressure(int status, String body) {
        assertEquals(
                BackPressureException.class,
                HttpErrors.of("act", status, null, body).getClass());
    }

    @Test
    void whatIsMissingOrForbiddenIsNoFullDiskWhateverItIsCalled() {
        String body = "Unable to open /a; disk quota exceeded";
        assertEquals(
                NotFoundException.class, HttpErrors.of("act", 404, null, body).getClass());
        assertEquals(
                DeniedException.class, HttpErrors.of("act", 403, null, body).getClass());
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "999999999, 600", "'Wed, 21 Oct 2099 07:28:00 GMT', 600"})
    void retryAfterIsSecondsOrADateAndAtMostTenMinutes(String value, long seconds) {
        assertEquals(
                Duration.ofSeconds(seconds),
                HttpErrors.of("act", 503, value, "").retryAfter().orElseThrow());
    }
}
