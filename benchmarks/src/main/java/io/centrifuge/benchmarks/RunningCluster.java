package io.centrifuge.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The processes of {@code ./centrifuge cluster up}, in a folder of their own. One thread. */
final class RunningCluster implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 180;

    private final Path launcher;
    private final Path folder;

    /** One of its processes. */
    record Member(String name, Optional<ProcessHandle> process, String address, String role) {}

    private RunningCluster(Path home, Path folder) {
        this.launcher = home.resolve("centrifuge");
        this.folder = folder;
    }

    /**
     * In a new temporary folder.
     *
     * @param what is measured, for the folder's name
     */
    static RunningCluster start(String what, int managers, int stores)
            throws IOException, InterruptedException {
        RunningCluster cluster = new RunningCluster(
                Path.of(System.getProperty("centrifuge.home")),
                Files.createTempDirectory("centrifuge-" + what + "-").resolve("cluster"));
        cluster.run(
                "up", "--managers", String.valueOf(managers), "--stores", String.valueOf(stores));
        return cluster;
    }

    List<Member> members() throws IOException, InterruptedException {
        List<Member> members = new ArrayList<>();
        for (JsonNode node : new JsonMapper().readTree(run("status", "--json")).get("processes")) {
            members.add(new Member(
                    node.get("process").asText(),
                    node.get("pid").isNull()
                            ? Optional.empty()
                            : ProcessHandle.of(node.get("pid").asLong()),
                    node.get("at").asText(),
                    node.get("role").asText()));
        }
        return members;
    }

    List<Member> managers() throws IOException, InterruptedException {
        return members().stream()
                .filter(member -> member.name().startsWith("manager-"))
                .toList();
    }

    /** Of all managers, as owners and lookups take them. */
    String addresses() throws IOException, InterruptedException {
        return managers().stream().map(Member::address).collect(Collectors.joining(","));
    }

    /** Starts what doesn't run, and waits until one leads. */
    void mend() throws IOException, InterruptedException {
        run("up");
    }

    private String run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "cluster"));
        command.addAll(List.of(words));
        command.addAll(List.of("--dir", folder.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + out);
        }
        return out;
    }

    @Override
    public void close() throws IOException {
        try {
            run("down", "--remove");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; the cluster may still run", interrupted);
        }
    }
}
