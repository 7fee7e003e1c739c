package io.centrifuge.examples.rendezvous;

import com.sun.net.httpserver.HttpExchange;

import io.centrifuge.owner.Guarded;
import io.centrifuge.owner.Owner;
import io.centrifuge.owner.OwnerBuilder;
import io.centrifuge.owner.OwnershipChange;
import io.centrifuge.owner.OwnershipListener;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A back end: keeps the addresses of the devices that it owns, and answers front ends.
 *
 * <ul>
 *   <li>{@code PUT /devices/{id}}: 204 when the address is kept;
 *   <li>{@code GET /devices/{id}}: 200 with the address, 404 if the device is unknown;
 *   <li>either: 421 if the device is not this back end's: the front end is to look it up again;
 *   <li>{@code GET /ready}: 200 once a manager has told it what it owns.
 * </ul>
 *
 * <p>Invariant: no answer but 421 leaves unless the device's key was held from before the work
 * until after it.
 */
public final class BackEnd implements AutoCloseable {
    /** The header in which a device may count what it publishes. */
    static final String PUBLICATION = "Publication";

    /** "Misdirected request": the device is not this back end's. */
    static final int NOT_MINE = 421;

    private final AddressBook addresses = new AddressBook();
    private final CountDownLatch superseded = new CountDownLatch(1);
    private final WebServer web;
    private final Owner owner;

    /** Listens, and joins the service under the name {@code id}. */
    public static BackEnd start(String service, String managers, String id, int port)
            throws IOException {
        return start(Owner.builder().service(service).managers(managers).id(id), port);
    }

    private static BackEnd start(OwnerBuilder builder, int port) throws IOException {
        BackEnd backEnd = new BackEnd(builder, port);
        backEnd.web.start();
        backEnd.owner.start();
        return backEnd;
    }

    private BackEnd(OwnerBuilder builder, int port) throws IOException {
        web = WebServer.bind(port);
        owner = builder.address(web.address()).listener(new Listener()).build();
        web.route("/devices/", this::answer);
        web.route("/ready", this::ready);
    }

    private final class Listener implements OwnershipListener {
        @Override
        public void ownershipChanged(OwnershipChange change) {
            addresses.forget(change);
        }

        @Override
        public void superseded() {
            superseded.countDown();
        }
    }

    /** Where it answers, {@code host:port}. */
    public String address() {
        return web.address();
    }

    /** How many devices it has in memory. */
    int devices() {
        return addresses.size();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Optional<String> device = DevicePath.device(exchange.getRequestURI().getRawPath());
        if (device.isEmpty()) {
            WebServer.reply(exchange, 400, DevicePath.EXPECTED);
            return;
        }
        switch (exchange.getRequestMethod()) {
            case "PUT" -> publish(exchange, device.get());
            case "GET" -> find(exchange, device.get());
            default -> WebServer.reply(exchange, 405, "PUT or GET");
        }
    }

    private void publish(HttpExchange exchange, String device) throws IOException {
        Optional<String> address = WebServer.body(exchange);
        Optional<Long> publication = publication(exchange);
        if (address.isEmpty()) {
            WebServer.reply(exchange, 413, WebServer.BODY_EXPECTED);
        } else if (publication.isEmpty()) {
            WebServer.reply(exchange, 400, PUBLICATION + " must be a number");
        } else if (addresses.publish(owner, device, address.get(), publication.get())) {
            WebServer.reply(exchange, 204, "");
        } else {
            WebServer.reply(exchange, NOT_MINE, "");
        }
    }

    private static Optional<Long> publication(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst(PUBLICATION);
        if (header == null) {
            return Optional.of(0L);
        }
        return header.matches("[0-9]{1,18}")
                ? Optional.of(Long.parseLong(header))
                : Optional.empty();
    }

    private void find(HttpExchange exchange, String device) throws IOException {
        Guarded<Optional<String>> found = addresses.find(owner, device);
        if (!(found instanceof Guarded.Answer<Optional<String>> answer)) {
            WebServer.reply(exchange, NOT_MINE, "");
        } else if (answer.value().isPresent()) {
            WebServer.reply(exchange, 200, answer.value().get());
        } else {
            WebServer.reply(exchange, 404, "");
        }
    }

    private void ready(HttpExchange exchange) throws IOException {
        WebServer.reply(exchange, owner.state() == Owner.State.SERVING ? 200 : 503, "");
    }

    /** Waits until another process has this one's name, so that it is of no more use. */
    public void awaitSuperseded() throws InterruptedException {
        superseded.await();
    }

    /** Gives everything it owns to the others, then stops answering. */
    @Override
    public void close() {
        owner.close();
        web.close();
    }

    /**
     * Runs until SIGTERM; {@code --id NAME --managers HOST:PORT,... [--service S] [--port N]}, and
     * {@code --tls-key}, {@code --tls-certificate} and {@code --tls-trust} with a file each.
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Flags flags = Flags.parse(args, Flags.withTls("id", "managers", "service", "port"));
        OwnerBuilder builder = Owner.builder()
                .service(flags.get("service", "rendezvous"))
                .managers(flags.get("managers"))
                .id(flags.get("id"));
        if (flags.hasTls()) {
            builder.tls(flags.tlsKey(), flags.tlsCertificate(), flags.tlsTrust());
        }
        BackEnd backEnd = start(builder, flags.number("port", 0));
        Runtime.getRuntime().addShutdownHook(new Thread(backEnd::close, "close"));
        System.out.println("listening on " + backEnd.address());
        backEnd.awaitSuperseded();
        System.err.println("another process has this one's id: ends");
        System.exit(1);
    }
}
