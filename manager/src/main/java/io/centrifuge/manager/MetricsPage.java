package io.centrifuge.manager;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;

import io.centrifuge.protocol.security.Permission;
import io.centrifuge.protocol.security.RefusalLog;
import io.centrifuge.protocol.security.ServerTls;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The page on which Prometheus reads a manager's metrics, by HTTP on a port of its own. It only
 * reads. Any thread may call.
 *
 * <p>A slow reader keeps nobody waiting: each has a thread of its own, and none of them is the
 * machine's.
 */
final class MetricsPage implements AutoCloseable {
    static final String PATH = "/metrics";

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final ManagerMetrics metrics;
    private final Optional<ServerTls> tls;
    private final RefusalLog unconnected = new RefusalLog();
    private final RefusalLog nameless = new RefusalLog();
    private final RefusalLog named = new RefusalLog();
    private final HttpServer server;
    private final ExecutorService executor;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Listens where the options say, and answers.
     *
     * @throws ManagerStartException if the port is taken
     */
    static MetricsPage open(ManagerOptions options, Optional<ServerTls> tls, ManagerSources sources)
            throws ManagerStartException {
        int port = options.metricsPort().orElseThrow();
        try {
            return new MetricsPage(new InetSocketAddress(options.host(), port), tls, sources);
        } catch (IOException failure) {
            throw new ManagerStartException(
                    ("the manager's metrics page can't listen on %s:%d (%s): stop what uses that"
                                    + " port, perhaps another manager, or choose another metrics"
                                    + " port")
                            .formatted(options.host(), port, failure.getMessage()),
                    failure);
        }
    }

    private MetricsPage(InetSocketAddress place, Optional<ServerTls> tls, ManagerSources sources)
            throws IOException {
        this.tls = tls;
        server = tls.isPresent()
                ? withTls(
                        place, tls.get().httpsContext("the manager's page of metrics", unconnected))
                : HttpServer.create(place, 0);
        metrics = new ManagerMetrics(sources, registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("centrifuge-manager-metrics").factory());
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    private static HttpServer withTls(InetSocketAddress place, SSLContext context)
            throws IOException {
        HttpsServer server = HttpsServer.create(place, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters connection) {
                // One who shows none is answered, and is in the log; else it would be neither.
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setWantClientAuth(true);
                connection.setSSLParameters(wanted);
            }
        });
        return server;
    }

    /** Whether the policy lets who asks read this page. */
    private boolean isAllowed(HttpExchange exchange) {
        if (tls.isEmpty()) {
            return true;
        }
        Set<String> names = exchange instanceof HttpsExchange encrypted
                ? ServerTls.names(encrypted.getSSLSession())
                : Set.of();
        if (!names.isEmpty() && tls.get().allows(names, new Permission.Metrics())) {
            return true;
        }
        if (names.isEmpty()) {
            nameless.add("%s, without a certificate: %s"
                    .formatted(exchange.getRemoteAddress(), exchange.getRequestURI()));
        } else {
            named.add("%s at %s: may not %s"
                    .formatted(names, exchange.getRemoteAddress(), new Permission.Metrics()));
        }
        return false;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!isAllowed(exchange)) {
                respond(
                        exchange,
                        403,
                        TEXT,
                        "The policy doesn't let this certificate read, or none was shown.\n");
                return;
            }
            if (!PATH.equals(exchange.getRequestURI().getPath())) {
                respond(exchange, 404, TEXT, "There is only " + PATH + " here.\n");
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "GET" -> {
                    metrics.bindServices();
                    respond(exchange, 200, PROMETHEUS_TEXT, registry.scrape());
                }
                case "HEAD" -> {
                    exchange.getResponseHeaders().set("Content-Type", PROMETHEUS_TEXT);
                    exchange.sendResponseHeaders(200, -1);
                }
                default -> {
                    exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                    respond(exchange, 405, TEXT, "This page can only be read: use GET.\n");
                }
            }
        }
    }

    private static void respond(HttpExchange exchange, int status, String type, String text)
            throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** Ends the connections there are. Closing twice is harmless. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return; // the server would wake a selector that is closed
        }
        server.stop(0);
        executor.shutdownNow();
        collections.close();
        registry.close();
    }
}
