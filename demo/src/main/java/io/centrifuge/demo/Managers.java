package io.centrifuge.demo;

import io.centrifuge.authority.TrialCertificates;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerClient;
import io.centrifuge.protocol.security.SecurityFileException;
import io.centrifuge.protocol.security.TransportSecurity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The managers' processes and those of the store, which the managers keep themselves where there
 * are none: how they are started, and who leads. One thread uses it.
 */
final class Managers {
    private static final Duration SETTLE = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int START_ATTEMPTS = 3;

    private final DemoOptions options;
    private final Cluster cluster;

    /** By name: where each answers, and where the other members of the store reach it. */
    private final Map<String, Place> places = new LinkedHashMap<>();

    private @Nullable TrialCertificates certificates;

    private ManagerChannels connections = ManagerChannels.onLoopback();

    private record Place(int port, int peerPort) {
        String address() {
            return "127.0.0.1:" + port;
        }
    }

    Managers(DemoOptions options, Cluster cluster) {
        this.options = options;
        this.cluster = cluster;
    }

    /** Starts all on free ports, which other processes may take first, and waits for a leader. */
    void start() throws DemoException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            findPlaces();
            issueCertificates();
            try {
                for (String name : places.keySet()) {
                    startAgain(name);
                }
                if (isGroup()) {
                    putTogether();
                }
                awaitLeader();
                return;
            } catch (DemoException failure) {
                if (attempt == START_ATTEMPTS) {
                    throw failure;
                }
                cluster.killAll();
            }
        }
    }

    private void findPlaces() throws DemoException {
        places.clear();
        List<String> names = new ArrayList<>(names("manager", options.managers()));
        names.addAll(names("store", options.stores()));
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (String name : names) {
                ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(port);
                ServerSocket peers = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(peers);
                places.put(name, new Place(port.getLocalPort(), peers.getLocalPort()));
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new DemoException("no free port on loopback: " + failure, failure);
        }
    }

    private void issueCertificates() throws DemoException {
        if (options.tls()) {
            try {
                TrialCertificates issued =
                        TrialCertificates.issue(cluster.folder(), List.copyOf(places.keySet()));
                connections = ManagerChannels.of(new TransportSecurity.Tls(issued.administrator()));
                certificates = issued;
            } catch (IOException | SecurityFileException failure) {
                throw new DemoException("can't make certificates: " + failure, failure);
            }
        }
    }

    private static List<String> names(String kind, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            names.add(count == 1 ? kind : kind + "-" + i);
        }
        return names;
    }

    /** Whether the store has several members, or processes of its own. */
    boolean isGroup() {
        return options.managers() + options.stores() > 1;
    }

    /** Starts the process on its data and ports. */
    void startAgain(String name) throws DemoException {
        List<String> command = new ArrayList<>(options.launcher());
        command.addAll(isManager(name) ? List.of("manager", "--terms", "fast") : List.of("store"));
        Place place = place(name);
        command.addAll(List.of("--data", cluster.folder().resolve(name).toString()));
        command.addAll(List.of("--port", Integer.toString(place.port())));
        if (isGroup()) {
            command.addAll(
                    List.of("--member", name, "--peer-port", Integer.toString(place.peerPort())));
        }
        if (certificates != null) {
            command.addAll(certificates.flags(name));
        }
        cluster.start(name, command);
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("no process is named \"%s\"".formatted(name));
        }
        return place;
    }

    private void putTogether() throws DemoException, InterruptedException {
        List<String> command = new ArrayList<>(options.launcher());
        command.addAll(List.of("store", "create", "--timeout", SETTLE.toSeconds() + "s"));
        if (certificates != null) {
            command.addAll(TrialCertificates.connecting(certificates.administrator()));
        }
        String managers = addresses();
        if (options.stores() == 0) {
            command.addAll(List.of(managers.split(",", -1)));
        } else {
            command.addAll(
                    stores().stream().map(store -> place(store).address()).toList());
            command.addAll(List.of("--observers", managers));
        }
        Waiting.until(
                "the processes of managers and store to listen",
                SETTLE,
                () -> places.values().stream().allMatch(Managers::listens));
        cluster.run("store-create", command, SETTLE);
    }

    private static boolean listens(Place place) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), place.port())) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private void awaitLeader() throws DemoException, InterruptedException {
        List<String> names = List.copyOf(places.keySet());
        try (ManagerClient client = client()) {
            Waiting.until(
                    "a manager to lead (the logs are in %s)".formatted(cluster.folder()),
                    SETTLE,
                    () -> leader(client).isPresent() || !cluster.areAlive(names));
        }
        cluster.requireAlive(names);
    }

    private static Optional<ManagerAddress> leader(ManagerClient client) {
        try {
            return client.leader();
        } catch (AdminException broken) {
            throw new IllegalStateException(broken);
        }
    }

    ManagerClient client() {
        return new ManagerClient(ManagerAddresses.parse(addresses()), connections, ANSWER);
    }

    /** With which a back end connects. */
    List<String> ownerFlags() {
        return certificates == null
                ? List.of()
                : TrialCertificates.connecting(certificates.owner());
    }

    /** With which a front end connects. */
    List<String> lookupFlags() {
        return certificates == null
                ? List.of()
                : TrialCertificates.connecting(certificates.lookup());
    }

    /** The managers' addresses, separated by commas. */
    String addresses() {
        return managers().stream()
                .map(name -> place(name).address())
                .collect(Collectors.joining(","));
    }

    List<String> managers() {
        return places.keySet().stream().filter(Managers::isManager).toList();
    }

    /** The store's own processes; none where the managers keep it. */
    List<String> stores() {
        return places.keySet().stream().filter(name -> !isManager(name)).toList();
    }

    private static boolean isManager(String name) {
        return name.startsWith("manager");
    }

    /** Waits until a manager leads, and returns its name. */
    String awaitLeaderName() throws DemoException, InterruptedException {
        try (ManagerClient client = client()) {
            Waiting.until("a manager to lead", SETTLE, () -> leader(client).isPresent());
            ManagerAddress leader = leader(client)
                    .orElseThrow(() -> new DemoException("no manager leads any more"));
            return managers().stream()
                    .filter(name -> place(name).port() == leader.port())
                    .findFirst()
                    .orElseThrow();
        }
    }
}
