package io.centrifuge.examples.rendezvous;

import io.centrifuge.KeyRange;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * What a device runs: it publishes its address at a front end, asks for others', and hears what is
 * lost. It tries nothing twice; that is its caller's business. Any thread may call; the calls
 * block.
 */
public final class DeviceClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration LONG_POLL = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    /**
     * A front end's answer.
     *
     * @param status 200 or 204: done; 404: unknown; anything else: not answered by any owner
     * @param address what was asked for, if the status is 200
     * @param attempts how many back ends the front end tried
     */
    public record Reply(int status, String address, int attempts) {
        /** Whether the device's owner answered, "unknown" included. */
        public boolean isAnswered() {
            return status == 200 || status == 204 || status == 404;
        }
    }

    /**
     * Lost ranges that came after the last ones.
     *
     * @param last the number to ask with for what comes next
     */
    public record Losses(long last, List<KeyRange> ranges) {}

    /**
     * Publishes an address.
     *
     * @param publication the device's own count of what it publishes
     */
    public Reply publish(String frontEnd, String device, String address, long publication)
            throws IOException, InterruptedException {
        return send(request(frontEnd, DevicePath.of(device), PATIENCE)
                .header(BackEnd.PUBLICATION, Long.toString(publication))
                .PUT(BodyPublishers.ofString(address))
                .build());
    }

    public Reply find(String frontEnd, String device) throws IOException, InterruptedException {
        return send(request(frontEnd, DevicePath.of(device), PATIENCE).build());
    }

    private Reply send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        long attempts = response.headers().firstValueAsLong(Forwarder.ATTEMPTS).orElse(0);
        return new Reply(response.statusCode(), response.body(), (int) attempts);
    }

    /** The number of the front end's last loss; to be asked before the first publication. */
    public long lastLoss(String frontEnd) throws IOException, InterruptedException {
        return Long.parseLong(text(frontEnd, "/losses", PATIENCE));
    }

    /** Waits some seconds for losses after the one numbered {@code since}; there may be none. */
    public Losses awaitLosses(String frontEnd, long since)
            throws IOException, InterruptedException {
        long last = since;
        List<KeyRange> ranges = new ArrayList<>();
        for (LossLog.Loss loss :
                LossLog.parse(text(frontEnd, "/losses?since=" + since, LONG_POLL))) {
            last = loss.number();
            ranges.add(loss.range());
        }
        return new Losses(last, ranges);
    }

    private String text(String frontEnd, String path, Duration patience)
            throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request(frontEnd, path, patience).build(), BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("front end %s can't tell losses: status %d"
                    .formatted(frontEnd, response.statusCode()));
        }
        return response.body();
    }

    private static HttpRequest.Builder request(String frontEnd, String path, Duration patience) {
        return HttpRequest.newBuilder(URI.create("http://" + frontEnd + path)).timeout(patience);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
