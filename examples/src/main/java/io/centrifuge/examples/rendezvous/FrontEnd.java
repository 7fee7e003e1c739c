package io.centrifuge.examples.rendezvous;

import com.sun.net.httpserver.HttpExchange;

import io.centrifuge.lookup.Lookup;
import io.centrifuge.lookup.LookupBuilder;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A front end: takes any device's requests and sends each to the back end that owns the device.
 *
 * <ul>
 *   <li>{@code PUT /devices/{id}}, {@code GET /devices/{id}}: what the back end answered, 204, 200
 *       or 404; 503 if no owner answered in time;
 *   <li>{@code GET /losses}: the number of the last loss; a device asks before it first publishes;
 *   <li>{@code GET /losses?since=N}: waits for losses after the one numbered N, and answers with
 *       one line for each: its number, and the lost range's start and end in hexadecimal. A device
 *       whose key's hash is in it publishes again, then asks for what comes after;
 *   <li>{@code GET /ready}: 200 once it has a table.
 * </ul>
 *
 * <p>It keeps no state but the list of losses: any front end does for any device.
 */
public final class FrontEnd implements AutoCloseable {
    /** How long a device is kept waiting when there are no losses to tell of. */
    private static final Duration LONG_POLL = Duration.ofSeconds(20);

    private static final int LOSSES_KEPT = 10_000;
    private static final long FIRST_LOSSES = 1L << 53;

    private final LossLog losses =
            new LossLog(LOSSES_KEPT, new SecureRandom().nextLong(FIRST_LOSSES));
    private final WebServer web;
    private final Lookup lookup;
    private final Forwarder forwarder;

    /** Listens, and begins to look for a manager. */
    public static FrontEnd start(String service, String managers, int port) throws IOException {
        return start(Lookup.builder().service(service).managers(managers), port);
    }

    private static FrontEnd start(LookupBuilder builder, int port) throws IOException {
        FrontEnd frontEnd = new FrontEnd(builder, port);
        frontEnd.web.start();
        frontEnd.lookup.start();
        return frontEnd;
    }

    private FrontEnd(LookupBuilder builder, int port) throws IOException {
        web = WebServer.bind(port);
        lookup = builder.lossListener(loss -> losses.add(loss.ranges())).build();
        forwarder = new Forwarder(lookup);
        web.route("/devices/", this::forward);
        web.route("/losses", this::tellLosses);
        web.route("/ready", this::ready);
    }

    /** Where it answers, {@code host:port}. */
    public String address() {
        return web.address();
    }

    private void forward(HttpExchange exchange) throws IOException {
        Optional<String> device = DevicePath.device(exchange.getRequestURI().getRawPath());
        Optional<String> address = WebServer.body(exchange);
        if (device.isEmpty()) {
            WebServer.reply(exchange, 400, DevicePath.EXPECTED);
        } else if (address.isEmpty()) {
            WebServer.reply(exchange, 413, WebServer.BODY_EXPECTED);
        } else {
            forwarder.forward(exchange, device.get(), address.get());
        }
    }

    private void tellLosses(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null) {
            WebServer.reply(exchange, 200, Long.toString(losses.last()));
            return;
        }
        if (!query.matches("since=[0-9]{1,18}")) {
            WebServer.reply(exchange, 400, "GET /losses, then GET /losses?since=N");
            return;
        }
        long since = Long.parseLong(query.substring("since=".length()));
        try {
            List<LossLog.Loss> news = losses.await(since, LONG_POLL);
            WebServer.reply(exchange, 200, LossLog.text(news));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            WebServer.reply(exchange, 503, "stopping");
        }
    }

    private void ready(HttpExchange exchange) throws IOException {
        // Also with a stale table: what it misses, owners refuse, and no other front end is better.
        boolean ready =
                lookup.state() == Lookup.State.SERVING || lookup.state() == Lookup.State.STALE;
        WebServer.reply(exchange, ready ? 200 : 503, "");
    }

    @Override
    public void close() {
        web.close();
        lookup.close();
        forwarder.close();
    }

    /**
     * Runs until SIGTERM; {@code --managers HOST:PORT,... [--service S] [--port N]}, and {@code
     * --tls-key}, {@code --tls-certificate} and {@code --tls-trust} with a file each.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Flags flags = Flags.parse(args, Flags.withTls("managers", "service", "port"));
        LookupBuilder builder = Lookup.builder()
                .service(flags.get("service", "rendezvous"))
                .managers(flags.get("managers"));
        if (flags.hasTls()) {
            builder.tls(flags.tlsKey(), flags.tlsCertificate(), flags.tlsTrust());
        }
        FrontEnd frontEnd = start(builder, flags.number("port", 0));
        Runtime.getRuntime().addShutdownHook(new Thread(frontEnd::close, "close"));
        System.out.println("listening on " + frontEnd.address());
        new CountDownLatch(1).await();
    }
}
