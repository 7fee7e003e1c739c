package io.centrifuge.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network of its own for a test: one network namespace a host, and one more with bridges in it,
 * as switches, which the hosts' cables lead to. Hosts on one bridge reach each other; cut off, what
 * they send vanishes, and nobody is told. The machine's own network is not touched. One thread.
 *
 * <p>Invariant: every namespace that there is was made here, under a name drawn for this network
 * and this process, and goes when it is closed.
 */
final class Namespaces implements AutoCloseable {
    private static final String PERMIT = "tests of cut networks make network namespaces, which"
            + " needs the command \"ip\" (Debian: apt-get install iproute2) and the right to it:"
            + " run them as root, in a container with --cap-add NET_ADMIN,SYS_ADMIN";

    /** Which all hosts are on that aren't cut off. */
    private static final String WHOLE = "whole";

    private final String prefix;
    private final String switches;
    private final Deque<String> made = new ArrayDeque<>();
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private int bridges;

    private Namespaces() {
        prefix = "centrifuge-%d-%x-"
                .formatted(ProcessHandle.current().pid(), System.nanoTime() & 0xffffff);
        switches = prefix + "switches";
    }

    /**
     * Lays it all, with every host on one bridge.
     *
     * @param names of the hosts, 12 letters at most each
     */
    static Namespaces of(Collection<String> names) {
        Namespaces network = new Namespaces();
        boolean complete = false;
        try {
            network.add(network.switches);
            network.bridge(WHOLE);
            names.forEach(network::lay);
            Runtime.getRuntime().addShutdownHook(new Thread(network::close, "end of a network"));
            complete = true;
            return network;
        } finally {
            if (!complete) {
                network.close();
            }
        }
    }

    private void add(String namespace) {
        try {
            ip("netns", "add", namespace);
        } catch (UncheckedIOException | IllegalStateException refused) {
            throw new AssertionError(PERMIT, refused);
        }
        made.push(namespace);
    }

    private void bridge(String name) {
        in(switches, "link", "add", name, "type", "bridge");
        in(switches, "link", "set", name, "up");
    }

    private void lay(String name) {
        String namespace = prefix + name;
        String address = "10.77.0." + (hosts.size() + 1);
        add(namespace);
        in(
                switches, "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns",
                namespace);
        in(switches, "link", "set", name, "master", WHOLE, "up");
        in(namespace, "link", "set", "lo", "up");
        in(namespace, "address", "add", address + "/24", "dev", "eth0");
        in(namespace, "link", "set", "eth0", "up");
        hosts.put(name, new Host(address, List.of("ip", "netns", "exec", namespace)));
    }

    Host host(String name) {
        Host host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException("no host is named " + name);
        }
        return host;
    }

    /** These reach each other from now on, and nobody else; nobody else reaches them. */
    void cutOff(Collection<String> names) {
        bridges++;
        String island = "island" + bridges;
        bridge(island);
        names.forEach(name -> in(switches, "link", "set", name, "master", island));
    }

    /** All reach all again. */
    void heal() {
        hosts.keySet().forEach(name -> in(switches, "link", "set", name, "master", WHOLE));
    }

    private static void in(String namespace, String... words) {
        List<String> all = new ArrayList<>(List.of("-n", namespace));
        all.addAll(List.of(words));
        ip(all.toArray(String[]::new));
    }

    private static void ip(String... words) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** The cables go with the namespaces at their ends. */
    @Override
    public synchronized void close() {
        while (!made.isEmpty()) {
            ip("netns", "delete", made.pop());
        }
    }
}
