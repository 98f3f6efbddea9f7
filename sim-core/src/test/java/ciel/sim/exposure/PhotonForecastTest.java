package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PhotonForecastTest {
    @Test
    void detectorsThatHaveNotBegun_areTakenForTheMean_andTheSumIsExactAtTheEnd() {
        PhotonForecast forecast = new PhotonForecast(3);
        assertEquals(300, forecast.with(100));
        assertEquals(150, forecast.with(0));
        assertEquals(1_000_000_100, forecast.with(1_000_000_000));
        assertEquals(7, new PhotonForecast(1).with(7));
    }
}
