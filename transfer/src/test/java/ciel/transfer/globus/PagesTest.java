package ciel.transfer.globus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.globus.service.GlobusService;
import ciel.transfer.globus.service.ServiceFault;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of 2,500 items through every way of paging: none twice, none missing, in order. */
class PagesTest {
    private static final int N = 2500;

    @TempDir
    private static Path dir;

    private static GlobusService service;
    private static Globus globus;
    private static String task;

    @BeforeAll
    static void start() {
        service = GlobusService.start(0);
        task = service.invent(N, GlobusService.CLIENT);
        globus = Setup.client(service, dir);
    }

    @AfterAll
    static void stop() {
        globus.close();
        service.close();
    }

    private static void whole(
            Pages pages,
            Function<ObjectNode, String> key,
            Function<Integer, String> expected,
            int requests,
            String path) {
        long before = service.count(s -> s.path().endsWith(path));
        assertEquals(
                IntStream.range(0, N).boxed().map(expected).sorted().toList(),
                pages.all().stream().map(key).sorted().toList());
        assertEquals(requests, service.count(s -> s.path().endsWith(path)) - before, path);
    }

    @Test
    void offsetAndTotal_taskList() {
        whole(
                globus.transfer().taskList("type:TRANSFER", null),
                n -> n.path("label").asText(),
                i -> "invented " + i,
                3,
                "task_list");
        assertEquals(5, globus.transfer().taskList(null, null).take(5).size());
        assertEquals(0, globus.transfer().taskList("status:ACTIVE", null).all().size());
    }

    @Test
    void offsetAndTotal_eventList_withCodesNobodyKnows() {
        List<ObjectNode> events = globus.transfer().eventList(task, null).all();
        assertEquals(
                IntStream.range(0, N).boxed().map(i -> "event " + (N - 1 - i)).toList(),
                events.subList(0, N).stream()
                        .map(n -> n.path("details").asText())
                        .toList());
        assertEquals("SUCCEEDED", events.getLast().path("code").asText(), "the task's own event is the oldest");
        assertTrue(events.stream().anyMatch(n -> n.path("code").asText().equals("INVENTED_CODE")));
        assertEquals(
                N / 2, globus.transfer().eventList(task, "is_error:1").all().size());
    }

    @Test
    void marker_successfulTransfersAndSkippedErrors() {
        whole(
                globus.transfer().successfulTransfers(task),
                n -> n.path("source_path").asText(),
                i -> "/s/" + i,
                3,
                "successful_transfers");
        whole(
                globus.transfer().skippedErrors(task),
                n -> n.path("source_path").asText(),
                i -> "/x/" + i,
                3,
                "skipped_errors");
    }

    @Test
    void hasNextPage_endpointSearch() {
        whole(
                globus.transfer().endpointSearch("invented", Map.of()),
                n -> n.path("display_name").asText(),
                i -> "invented " + i,
                25,
                "endpoint_search");
    }

    @Test
    void lastKey_managedTaskList() {
        whole(
                globus.transfer().managedTaskList(Map.of()),
                n -> n.path("label").asText(),
                i -> "invented " + i,
                25,
                "endpoint_manager/task_list");
    }

    @Test
    void faultsInTheMiddle_changeNothing() {
        service.addFault(ServiceFault.rateLimit("GET .*/successful_transfers", 2, 1));
        service.addFault(ServiceFault.action("GET .*/successful_transfers", 2, "drop_after"));
        assertEquals(N, globus.transfer().successfulTransfers(task).all().size());
    }

    @Test
    void aListIsReadAnewEachTime_andOnlyAsFarAsNeeded() {
        Pages p = globus.transfer().endpointSearch("invented", Map.of());
        long before = service.seen().size();
        assertEquals(p.take(3), p.take(3));
        assertEquals(2, service.seen().size() - before);
    }

    @Test
    void aServiceThatPromisesMoreAndGivesNothing_isAnError() {
        ObjectNode empty = Json.object()
                .put("total", 10)
                .put("has_next_page", true)
                .put("next_marker", "m")
                .put("last_key", "k");
        empty.putArray("DATA");
        for (Pages p : List.of(
                Pages.offsetTotal(q -> empty, 10),
                Pages.hasNext(q -> empty, 10),
                Pages.nextMarker(q -> empty),
                Pages.lastKey(q -> empty))) {
            assertTrue(assertThrows(GlobusException.class, p::all).getMessage().contains("gives nothing"));
        }
    }
}
