package io.centrifuge.examples.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyHash;
import io.centrifuge.LeaseTiming;
import io.centrifuge.testing.TestManager;
import io.centrifuge.testsupport.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Back ends and a front end against a manager, all in this JVM, in real time. */
class RendezvousTest {
    private static final String SERVICE = "rendezvous";
    private static final List<String> DEVICES = List.of(
            "lamp", "a b", "a+b", "kitchen/lamp", "..", "\"quoted\"", "50%", "日本", "👩‍🚀", "ü\tä");

    private TestManager manager;
    private BackEnd first;
    private FrontEnd frontEnd;
    private final DeviceClient client = new DeviceClient();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        manager = TestManager.startInRealTime(LeaseTiming.FAST);
        first = BackEnd.start(SERVICE, manager.address().toString(), "one", 0);
        frontEnd = FrontEnd.start(SERVICE, manager.address().toString(), 0);
        Eventually.that("answered", () -> find("lamp").isAnswered());
    }

    @AfterEach
    void stop() {
        client.close();
        http.close();
        frontEnd.close();
        first.close();
        manager.close();
    }

    private DeviceClient.Reply find(String device) throws IOException, InterruptedException {
        return client.find(frontEnd.address(), device);
    }

    private void publish(String device, String address, long publication) throws Exception {
        Eventually.that(
                "acknowledged",
                () -> client.publish(frontEnd.address(), device, address, publication)
                                .status()
                        == 204);
    }

    private HttpResponse<String> send(String server, String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + server + path))
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void whatWasPublishedIsFoundUnderAnyId() throws Exception {
        for (String device : DEVICES) {
            publish(device, "address of " + device, 1);
        }
        for (String device : DEVICES) {
            assertThat(find(device).address()).isEqualTo("address of " + device);
        }
        assertThat(find("nobody").status()).isEqualTo(404);
    }

    @Test
    void aLatePublicationDoesNotUndoANewerOne() throws Exception {
        publish("lamp", "new", 2);
        publish("lamp", "old", 1);
        assertThat(find("lamp").address()).isEqualTo("new");
        publish("lamp", "newer", 3);
        assertThat(find("lamp").address()).isEqualTo("newer");
    }

    @Test
    void withoutACountTheLastStays() throws Exception {
        assertThat(send(frontEnd.address(), "PUT", "/devices/lamp", "1").statusCode())
                .isEqualTo(204);
        assertThat(send(frontEnd.address(), "PUT", "/devices/lamp", "2").statusCode())
                .isEqualTo(204);
        assertThat(find("lamp").address()).isEqualTo("2");
    }

    @Test
    void whatABackEndTakesWithItIsLostHeardOfAndPublishedAgain() throws Exception {
        long before = client.lastLoss(frontEnd.address());
        for (String device : DEVICES) {
            publish(device, "first", 1);
        }
        try (BackEnd second = BackEnd.start(SERVICE, manager.address().toString(), "two", 0)) {
            first.close();
            DeviceClient.Losses all = allLost(before);
            for (String device : DEVICES) {
                long hash = KeyHash.of(device);
                assertThat(all.ranges()).anyMatch(range -> range.contains(hash));
                Eventually.that("unknown", () -> find(device).status() == 404);
                publish(device, "second", 2);
                assertThat(find(device).address()).isEqualTo("second");
            }
            assertThat(second.devices()).isEqualTo(DEVICES.size());
            assertThat(send(first.address().replace("127.0.0.1", "localhost"))).isFalse();
        }
    }

    /** Waits until every device's key was lost. */
    private DeviceClient.Losses allLost(long since) throws Exception {
        DeviceClient.Losses[] last = new DeviceClient.Losses[1];
        Eventually.that("all losses are told", () -> {
            last[0] = client.awaitLosses(frontEnd.address(), since);
            return DEVICES.stream()
                    .allMatch(device -> last[0].ranges().stream()
                            .anyMatch(range -> range.contains(KeyHash.of(device))));
        });
        return last[0];
    }

    /** Whether anything answers there. */
    private boolean send(String server) throws InterruptedException {
        try {
            send(server, "GET", "/ready", "");
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void aBackEndRefusesWhatIsNotItsOwnAndForgetsWhatItGaveUp() throws Exception {
        for (String device : DEVICES) {
            publish(device, "first", 1);
        }
        assertThat(first.devices()).isEqualTo(DEVICES.size());
        try (BackEnd second = BackEnd.start(SERVICE, manager.address().toString(), "two", 0)) {
            Eventually.that("devices are gone", () -> first.devices() < DEVICES.size());
            for (String device : DEVICES) {
                Eventually.that("answered", () -> find(device).isAnswered());
                int one =
                        send(first.address(), "GET", DevicePath.of(device), "").statusCode();
                int two =
                        send(second.address(), "GET", DevicePath.of(device), "").statusCode();
                assertThat(List.of(one, two)).containsOnlyOnce(BackEnd.NOT_MINE);
            }
        }
    }

    @Test
    void badRequestsAreRefused() throws Exception {
        for (String server : List.of(first.address(), frontEnd.address())) {
            assertThat(send(server, "GET", "/devices/%ff", "").statusCode()).isEqualTo(400);
            assertThat(send(server, "GET", "/devices/a/b", "").statusCode()).isEqualTo(400);
            assertThat(send(server, "PUT", "/devices/a", "x".repeat(4097)).statusCode())
                    .isEqualTo(413);
            assertThat(send(server, "DELETE", "/devices/a", "").statusCode()).isEqualTo(405);
            assertThat(send(server, "GET", "/ready", "").statusCode()).isEqualTo(200);
        }
        assertThat(send(frontEnd.address(), "GET", "/losses?since=x", "").statusCode())
                .isEqualTo(400);
    }

    @Test
    void withoutAnOwnerTheFrontEndSaysTryLater() throws Exception {
        first.close();
        Eventually.that("try later", () -> find("lamp").status() == 503);
        HttpResponse<String> refused = send(frontEnd.address(), "GET", "/devices/lamp", "");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    }
}
