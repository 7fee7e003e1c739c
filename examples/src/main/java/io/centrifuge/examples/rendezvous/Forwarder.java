package io.centrifuge.examples.rendezvous;

import com.sun.net.httpserver.HttpExchange;

import io.centrifuge.Hint;
import io.centrifuge.lookup.Lookup;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends a device's request to the back end that owns the device, as far as the lookup knows;
 * refused, it tells the lookup, waits until the lookup knows better or a short while, and tries
 * again, until the request's time is over. Any thread may call; it is meant for virtual ones, for
 * it blocks.
 */
final class Forwarder implements AutoCloseable {
    /** The header that tells the device how many back ends were tried. */
    static final String ATTEMPTS = "Attempts";

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final Duration SHORTEST_ATTEMPT = Duration.ofMillis(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(320);
    private static final Duration GLANCE = Duration.ofMillis(5);

    private final Lookup lookup;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    Forwarder(Lookup lookup) {
        this.lookup = lookup;
    }

    /** Replies with what the owner said, or with 503 when the time is over. */
    void forward(HttpExchange exchange, String device, String body) throws IOException {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            Hint hint = lookup.lookup(device);
            Optional<HttpResponse<String>> answer = ask(exchange, hint, body, deadline);
            if (answer.isPresent()) {
                exchange.getResponseHeaders().set(ATTEMPTS, Integer.toString(attempt));
                WebServer.reply(
                        exchange, answer.get().statusCode(), answer.get().body());
                return;
            }
            lookup.refused(hint);
            if (!pause(device, hint, pause, deadline)) {
                exchange.getResponseHeaders().set("Retry-After", "1");
                exchange.getResponseHeaders().set(ATTEMPTS, Integer.toString(attempt));
                WebServer.reply(exchange, 503, "the device's back end does not answer");
                return;
            }
            pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    /** Empty if nobody is known, the back end refused, or it could not be asked. */
    private Optional<HttpResponse<String>> ask(
            HttpExchange exchange, Hint hint, String body, long deadline) {
        long left = deadline - System.nanoTime();
        if (!hint.isKnown() || left < SHORTEST_ATTEMPT.toNanos()) {
            return Optional.empty();
        }
        URI uri = URI.create("http://" + hint.address().orElseThrow()
                + exchange.getRequestURI().getRawPath());
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofNanos(left))
                .method(exchange.getRequestMethod(), publisher(exchange, body));
        String publication = exchange.getRequestHeaders().getFirst(BackEnd.PUBLICATION);
        if (publication != null) {
            request.header(BackEnd.PUBLICATION, publication);
        }
        try {
            return Optional.of(client.send(request.build(), BodyHandlers.ofString()))
                    .filter(response -> response.statusCode() != BackEnd.NOT_MINE);
        } catch (IOException unreachable) {
            return Optional.empty();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static HttpRequest.BodyPublisher publisher(HttpExchange exchange, String body) {
        return exchange.getRequestMethod().equals("PUT")
                ? BodyPublishers.ofString(body)
                : BodyPublishers.noBody();
    }

    /**
     * Waits, between half of {@code atMost} and all of it, but no longer than until the lookup has
     * another hint; returns false if the time of the request or of this process is over.
     */
    private boolean pause(String device, Hint refused, Duration atMost, long deadline) {
        long most = atMost.toNanos();
        long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(most / 2, most);
        if (until + SHORTEST_ATTEMPT.toNanos() - deadline >= 0) {
            return false;
        }
        do {
            LockSupport.parkNanos(GLANCE.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            Hint now = lookup.lookup(device);
            if (now.isKnown() && now.leaseNumber() != refused.leaseNumber()) {
                return true;
            }
        } while (System.nanoTime() - until < 0);
        return true;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void close() {
        client.shutdownNow();
        try {
            client.awaitTermination(Duration.ofMillis(500));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
