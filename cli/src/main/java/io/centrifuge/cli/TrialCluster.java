package io.centrifuge.cli;

import io.centrifuge.authority.TrialCertificates;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerClient;
import io.centrifuge.protocol.client.StoreClient;
import io.centrifuge.protocol.security.SecurityFileException;
import io.centrifuge.protocol.security.TransportSecurity;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A cluster on this machine, to try things with: which processes there are and on which ports, in a
 * folder that also has their data, logs and process ids. Used by one thread; two commands at once
 * on one folder are the user's to avoid.
 */
final class TrialCluster {
    private static final String PLAN = "cluster.properties";
    private static final String TERMS = "terms";
    private static final String TLS = "tls";

    private final Path folder;
    private final Ways ways;
    private final Map<String, Place> places;

    /** Where a process answers, and where others of the store's group reach it. */
    private record Place(int port, int peerPort) {}

    /** How its processes are set up. */
    record Ways(String terms, boolean tls) {}

    private TrialCluster(Path folder, Ways ways, Map<String, Place> places) {
        this.folder = folder;
        this.ways = ways;
        this.places = places;
    }

    /** Plans a new one on free ports. */
    static TrialCluster plan(Path folder, int managers, int stores, Ways ways)
            throws CommandFailure {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= managers; i++) {
            names.add("manager-" + i);
        }
        for (int i = 1; i <= stores; i++) {
            names.add("store-" + i);
        }
        Map<String, Place> places = new LinkedHashMap<>();
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
            TrialCluster cluster = new TrialCluster(folder, ways, places);
            if (ways.tls()) {
                TrialCertificates.issue(folder, names);
            }
            cluster.save();
            return cluster;
        } catch (IOException failure) {
            throw CommandFailure.failed(
                    "the cluster can't be planned in %s: %s".formatted(folder, failure));
        }
    }

    private void save() throws IOException {
        Properties plan = new Properties();
        plan.setProperty(TERMS, ways.terms());
        plan.setProperty(TLS, Boolean.toString(ways.tls()));
        places.forEach(
                (name, place) -> plan.setProperty(name, place.port() + " " + place.peerPort()));
        Files.createDirectories(folder);
        try (Writer writer = Files.newBufferedWriter(folder.resolve(PLAN))) {
            plan.store(writer, "Made by \"centrifuge cluster up\": ports of each process");
        }
    }

    static boolean exists(Path folder) {
        return Files.exists(folder.resolve(PLAN));
    }

    /** Finds the one that was planned in the folder. */
    static TrialCluster find(Path folder) throws CommandFailure {
        if (!exists(folder)) {
            throw CommandFailure.usage(
                    "there is no cluster in %s: begin one with \"centrifuge cluster up\", or name"
                                    .formatted(folder)
                            + " its folder with --dir");
        }
        Properties plan = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve(PLAN))) {
            plan.load(reader);
            Map<String, Place> places = new LinkedHashMap<>();
            for (String name : plan.stringPropertyNames().stream().sorted().toList()) {
                if (!name.equals(TERMS) && !name.equals(TLS)) {
                    String[] ports = plan.getProperty(name).split(" ", -1);
                    places.put(
                            name,
                            new Place(Integer.parseInt(ports[0]), Integer.parseInt(ports[1])));
                }
            }
            return new TrialCluster(
                    folder,
                    new Ways(
                            plan.getProperty(TERMS, "standard"),
                            Boolean.parseBoolean(plan.getProperty(TLS, "false"))),
                    places);
        } catch (IOException | RuntimeException damaged) {
            throw CommandFailure.failed("%s can't be read (%s): remove the folder, and begin anew"
                    .formatted(folder.resolve(PLAN), damaged));
        }
    }

    Path folder() {
        return folder;
    }

    List<String> names() {
        return List.copyOf(places.keySet());
    }

    List<String> managers() {
        return names().stream().filter(TrialCluster::isManager).toList();
    }

    List<String> stores() {
        return names().stream().filter(name -> !isManager(name)).toList();
    }

    private static boolean isManager(String name) {
        return name.startsWith("manager-");
    }

    /** Whether all is in one process, which puts its group together itself. */
    boolean isAlone() {
        return places.size() == 1;
    }

    ManagerAddress address(String name) throws CommandFailure {
        return new ManagerAddress("127.0.0.1", place(name).port());
    }

    ManagerAddresses addresses(List<String> names) throws CommandFailure {
        List<ManagerAddress> addresses = new ArrayList<>();
        for (String name : names) {
            addresses.add(address(name));
        }
        return new ManagerAddresses(addresses);
    }

    private Place place(String name) throws CommandFailure {
        Place place = places.get(name);
        if (place == null) {
            throw CommandFailure.usage("the cluster in %s has no \"%s\": it has %s"
                    .formatted(folder, name.replace('-', ' '), String.join(", ", names())));
        }
        return place;
    }

    /** What it is started with. */
    List<String> command(String name) throws CommandFailure {
        Place place = place(name);
        List<String> command = new ArrayList<>(
                isManager(name) ? List.of("manager", "--terms", ways.terms()) : List.of("store"));
        command.addAll(List.of(
                "--data",
                folder.resolve(name).toString(),
                "--port",
                Integer.toString(place.port())));
        if (!isAlone()) {
            command.addAll(
                    List.of("--member", name, "--peer-port", Integer.toString(place.peerPort())));
        }
        certificates().ifPresent(issued -> command.addAll(issued.flags(name)));
        return command;
    }

    /** With TLS. */
    Optional<TrialCertificates> certificates() {
        return ways.tls() ? Optional.of(new TrialCertificates(folder)) : Optional.empty();
    }

    /** How to connect to its processes, as an administrator. */
    ManagerChannels connections() throws CommandFailure {
        try {
            return ManagerChannels.of(certificates()
                    .<TransportSecurity>map(
                            issued -> new TransportSecurity.Tls(issued.administrator()))
                    .orElseGet(TransportSecurity.Loopback::new));
        } catch (SecurityFileException unusable) {
            throw CommandFailure.failed(unusable.text());
        }
    }

    ManagerClient askManagers(Duration timeout) throws CommandFailure {
        return new ManagerClient(addresses(managers()), connections(), timeout);
    }

    StoreClient askStores(Duration timeout) throws CommandFailure {
        return new StoreClient(connections(), timeout);
    }

    /** Its process, while that runs. */
    Optional<ProcessHandle> process(String name) {
        return TrialProcess.find(pidFile(name));
    }

    /** Starts it, unless it runs already. */
    void start(String name) throws CommandFailure {
        if (process(name).isEmpty()) {
            TrialProcess.start(command(name), log(name), pidFile(name));
        }
    }

    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private Path pidFile(String name) {
        return folder.resolve(name + ".pid");
    }
}
