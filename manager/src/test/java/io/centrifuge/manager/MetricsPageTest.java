package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private static final OwnerRef ALICE = new OwnerRef(new OwnerId("alice"), 1);

    private final ToldStore store = new ToldStore();
    private final ManagerServer manager;
    private final HttpClient client = HttpClient.newHttpClient();

    MetricsPageTest() throws Exception {
        manager = ManagerServer.start(ManagerOptions.DEFAULT.withPort(0).withMetricsPort(0), store);
    }

    @AfterEach
    void close() {
        client.close();
        manager.close();
    }

    private HttpResponse<String> call(String method, String path) throws Exception {
        URI uri = URI.create(
                "http://127.0.0.1:%d%s".formatted(manager.metricsPort().getAsInt(), path));
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private List<String> lines() throws Exception {
        return call("GET", "/metrics").body().lines().toList();
    }

    /** Another process leads, and its owner has all of a service with a strange name. */
    private void commitATable() throws Exception {
        store.commit(new LeaderWrite.TakeOver(LeaderRecord.NONE, 1, 1));
        store.commit(new TableRecord(
                1,
                new ServiceName("chat \"1\""),
                0,
                List.of(
                        new TableChange.Joined(ALICE, new OwnerAddress("a.example:80")),
                        new TableChange.Granted(KeyRange.ALL, ALICE))));
        manager.quiet().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void isInThePrometheusTextFormat() throws Exception {
        HttpResponse<String> page = call("GET", "/metrics");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type"))
                .contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(page.body().lines())
                .contains(
                        "# HELP centrifuge_manager_takeovers_total Terms that this process won.",
                        "# TYPE centrifuge_manager_takeovers_total counter",
                        "centrifuge_manager_takeovers_total 0.0");
    }

    /** A name that changes breaks people's dashboards: it needs a line in the change log. */
    @Test
    void theNamesAreThose() throws Exception {
        commitATable();

        assertThat(lines().stream()
                        .filter(line -> line.startsWith("# TYPE centrifuge_manager_"))
                        .map(line -> line.substring("# TYPE centrifuge_manager_".length())))
                .containsExactlyInAnyOrder(
                        "version gauge",
                        "leading gauge",
                        "store_read gauge",
                        "term gauge",
                        "takeovers_total counter",
                        "events_handled_total counter",
                        "events_waited_seconds_total counter",
                        "events_longest_seconds gauge",
                        "owner_sessions gauge",
                        "owner_requests_handled_total counter",
                        "owner_requests_raced_total counter",
                        "owner_requests_replaced_total counter",
                        "messages_malformed_total counter",
                        "lookup_watches gauge",
                        "lookup_watches_refused_total counter",
                        "connections gauge",
                        "connections_most gauge",
                        "connections_refused_total counter",
                        "lookup_answers_total counter",
                        "network_sent_bytes_total counter",
                        "network_received_bytes_total counter",
                        "process_cpu_seconds_total counter",
                        "table_lsn gauge",
                        "table_owners gauge",
                        "table_ranges gauge",
                        "table_ranges_unowned gauge",
                        "table_size_bytes gauge",
                        "owners_changed_total counter",
                        "owners_cordoned gauge",
                        "owners_kept_out gauge",
                        "ranges_changed_total counter",
                        "ranges_lost_total counter");
    }

    @Test
    void everyNameHasAHelpText() throws Exception {
        commitATable();

        List<String> lines = lines();
        assertThat(lines.stream().filter(line -> line.startsWith("# TYPE centrifuge_")))
                .allSatisfy(line -> assertThat(lines)
                        .anyMatch(help -> help.startsWith("# HELP " + line.split(" ", -1)[2] + " ")
                                && help.endsWith(".")));
    }

    @Test
    void theProcessIsShownToo() throws Exception {
        String page = call("GET", "/metrics").body();

        assertThat(page)
                .contains(
                        "\njvm_memory_used_bytes{",
                        "\njvm_threads_live_threads ",
                        "\nprocess_cpu_usage ",
                        "\nprocess_uptime_seconds ");
        assertThat(lines())
                .filteredOn(line -> line.startsWith("centrifuge_manager_process_cpu_seconds_total"))
                .singleElement()
                .satisfies(line -> assertThat(Double.parseDouble(line.split(" ", -1)[1]))
                        .isBetween(0.01, 1e6));
    }

    @Test
    void aServiceIsShownFromItsFirstRecordOn() throws Exception {
        assertThat(lines()).noneMatch(line -> line.contains("service="));

        commitATable();

        String of = "{service=\"chat \\\"1\\\"\"}";
        assertThat(lines())
                .contains(
                        "centrifuge_manager_leading 0.0",
                        "centrifuge_manager_store_read 1.0",
                        "centrifuge_manager_term 1.0",
                        "centrifuge_manager_table_lsn" + of + " 1.0",
                        "centrifuge_manager_table_owners" + of + " 1.0",
                        "centrifuge_manager_table_ranges" + of + " 1.0",
                        "centrifuge_manager_table_ranges_unowned" + of + " 0.0",
                        "centrifuge_manager_ranges_lost_total" + of + " 0.0")
                .filteredOn(line -> line.startsWith("centrifuge_manager_table_size_bytes" + of))
                .singleElement()
                .satisfies(line -> assertThat(
                                Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .isBetween(20.0, 200.0));
    }

    @Test
    void thereIsNothingElseAndNothingToChange() throws Exception {
        assertThat(call("GET", "/").statusCode()).isEqualTo(404);
        assertThat(call("GET", "/").body()).contains("/metrics");
        assertThat(call("GET", "/metrics/more").statusCode()).isEqualTo(404);
        assertThat(call("GET", "/metrics?name=x").statusCode()).isEqualTo(200);
        assertThat(call("HEAD", "/metrics").statusCode()).isEqualTo(200);
        HttpResponse<String> post = call("POST", "/metrics");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void aTakenPortIsRefusedBeforeTheStoreIsOpened() throws IOException {
        ToldStore other = new ToldStore();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ManagerOptions options =
                    ManagerOptions.DEFAULT.withPort(0).withMetricsPort(taken.getLocalPort());
            assertThatThrownBy(() -> ManagerServer.start(options, other))
                    .isInstanceOf(ManagerStartException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("choose another metrics port");
        }
        assertThat(other.started).isFalse();
        assertThat(other.closed).isTrue();
    }

    @Test
    void itEndsWithTheManager() throws Exception {
        call("GET", "/metrics");

        manager.close();

        assertThatThrownBy(() -> call("GET", "/metrics")).isInstanceOf(ConnectException.class);
    }

    @Test
    void withoutAPortThereIsNoPage() throws Exception {
        try (ManagerServer other =
                ManagerServer.start(ManagerOptions.DEFAULT.withPort(0), new ToldStore())) {
            assertThat(other.metricsPort()).isEmpty();
        }
    }
}
