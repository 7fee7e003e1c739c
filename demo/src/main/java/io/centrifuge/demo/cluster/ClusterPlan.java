package io.centrifuge.demo.cluster;

import io.centrifuge.authority.TrialCertificates;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which processes a local cluster has, on which ports, and how they are set up; in a folder that
 * also has their data, logs and certificates. Immutable.
 */
public final class ClusterPlan {
    private static final String FILE = "cluster.properties";
    private static final String BEING_WRITTEN = FILE + ".new";
    private static final String TERMS = "terms";
    private static final String TLS = "tls";

    /** Below those that the system gives to connections, which could take one meanwhile. */
    private static final int FIRST_PORT = 24_000;

    private static final int END_OF_PORTS = 32_000;
    private static final int MOST_TRIES = 100;

    private final Path folder;
    private final Ways ways;
    private final Map<String, Place> places;

    /** Where a process answers, and where others of the store's group reach it. */
    record Place(int port, int peerPort) {}

    /**
     * How its processes are set up.
     *
     * @param timing the name of the managers' timing of leases
     */
    public record Ways(String timing, boolean tls) {}

    private ClusterPlan(Path folder, Ways ways, Map<String, Place> places) {
        this.folder = folder;
        this.ways = ways;
        this.places = places;
    }

    /**
     * Makes one on ports that are free now, and issues its certificates where it has any.
     *
     * @param managers their names, which begin with "manager"
     * @param stores the names of the store's own processes; none where the managers keep it
     */
    public static ClusterPlan make(
            Path folder, List<String> managers, List<String> stores, Ways ways)
            throws TrialException {
        List<String> names = new ArrayList<>(managers);
        names.addAll(stores);
        Map<String, Place> places = new LinkedHashMap<>();
        try {
            int port = freePorts(2 * names.size());
            for (String name : names) {
                places.put(name, new Place(port, port + 1));
                port += 2;
            }
            if (ways.tls()) {
                TrialCertificates.issue(folder, names);
            }
        } catch (IOException failure) {
            throw unplanned(folder, failure);
        }
        return new ClusterPlan(folder, ways, places);
    }

    /** The first of so many in a row on which nobody listens. */
    private static int freePorts(int count) throws IOException {
        for (int i = 1; ; i++) {
            int first = ThreadLocalRandom.current().nextInt(FIRST_PORT, END_OF_PORTS - count);
            List<ServerSocket> sockets = new ArrayList<>();
            try {
                for (int port = first; port < first + count; port++) {
                    sockets.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
                }
                return first;
            } catch (IOException taken) {
                if (i == MOST_TRIES) {
                    throw taken;
                }
            } finally {
                for (ServerSocket socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    private static TrialException unplanned(Path folder, IOException failure) {
        return new TrialException(
                "the cluster can't be planned in %s: %s".formatted(folder, failure), failure);
    }

    /** Such as manager-1, manager-2. */
    public static List<String> numbered(String kind, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            names.add(kind + "-" + i);
        }
        return names;
    }

    /** For {@link #read}. */
    public void write() throws TrialException {
        Properties plan = new Properties();
        plan.setProperty(TERMS, ways.timing());
        plan.setProperty(TLS, Boolean.toString(ways.tls()));
        places.forEach(
                (name, place) -> plan.setProperty(name, place.port() + " " + place.peerPort()));
        try {
            Files.createDirectories(folder);
            Path whole = folder.resolve(BEING_WRITTEN);
            try (Writer writer = Files.newBufferedWriter(whole)) {
                plan.store(writer, "Made by \"centrifuge cluster up\": ports of each process");
            }
            Files.move(whole, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw unplanned(folder, failure);
        }
    }

    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /** Whether a beginning that was cut short leaves such a file, before there is a plan. */
    public static boolean isOfBeginning(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.equals(TLS) || name.equals(BEING_WRITTEN);
    }

    /** Whether the file, which is in the cluster's folder, is the cluster's. */
    public boolean has(Path file) {
        String name = String.valueOf(file.getFileName());
        return isOfBeginning(file)
                || name.equals(FILE)
                || places.containsKey(name.replaceFirst("[.](log|pid)$", ""));
    }

    /** The one that was written to the folder. */
    public static ClusterPlan read(Path folder) throws TrialException {
        Properties plan = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve(FILE))) {
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
            if (places.keySet().stream().noneMatch(ClusterPlan::isManager)) {
                throw new IllegalArgumentException("it names no manager");
            }
            return new ClusterPlan(
                    folder,
                    new Ways(
                            plan.getProperty(TERMS, "standard"),
                            Boolean.parseBoolean(plan.getProperty(TLS, "false"))),
                    places);
        } catch (IOException | RuntimeException damaged) {
            throw new TrialException(
                    "%s can't be read (%s): remove the folder and begin again"
                            .formatted(folder.resolve(FILE), damaged),
                    damaged);
        }
    }

    public Path folder() {
        return folder;
    }

    /** The name of the managers' timing of leases. */
    public String timing() {
        return ways.timing();
    }

    /** Managers and stores. */
    public List<String> names() {
        return List.copyOf(places.keySet());
    }

    public List<String> managers() {
        return names().stream().filter(ClusterPlan::isManager).toList();
    }

    /** The store's own processes; none where the managers keep it. */
    public List<String> stores() {
        return names().stream().filter(name -> !isManager(name)).toList();
    }

    private static boolean isManager(String name) {
        return name.startsWith("manager");
    }

    /** Whether all is in one process, which puts its group together itself. */
    public boolean isAlone() {
        return places.size() == 1;
    }

    public ManagerAddress address(String name) {
        return new ManagerAddress("127.0.0.1", place(name).port());
    }

    public ManagerAddresses addresses(List<String> names) {
        return new ManagerAddresses(names.stream().map(this::address).toList());
    }

    /** With TLS. */
    public Optional<TrialCertificates> certificates() {
        return ways.tls() ? Optional.of(new TrialCertificates(folder)) : Optional.empty();
    }

    Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("no process is named \"%s\": there are %s"
                    .formatted(name, String.join(", ", names())));
        }
        return place;
    }
}
