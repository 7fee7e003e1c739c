package io.centrifuge.benchmarks.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.centrifuge.benchmarks.fleet.member.MemberCommand;
import io.centrifuge.benchmarks.fleet.member.MemberSetting;
import io.centrifuge.demo.cluster.TrialException;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process of owners or lookups, seen from outside. Used by one thread. */
final class MemberProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final JsonMapper JSON = new JsonMapper();

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    MemberProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("answers of " + name).start(this::read);
    }

    /** Ends when the process does. */
    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException ended) {
            answers.add("");
        }
        answers.add("");
    }

    String name() {
        return name;
    }

    void begin(MemberSetting setting) throws TrialException {
        write(setting);
    }

    /** Gives an order, whose answer {@link #answer} then waits for. */
    void tell(MemberCommand command) throws TrialException {
        write(command);
    }

    private void write(Object line) throws TrialException {
        try {
            commands.write(JSON.writeValueAsString(line));
            commands.newLine();
            commands.flush();
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (IOException gone) {
            throw new TrialException("%s has ended: see %s".formatted(name, log), gone);
        }
    }

    /** To the order that was given first of those that are not answered. */
    <A> A answer(Class<A> type) throws TrialException, InterruptedException {
        String line = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (line == null || line.isEmpty()) {
            throw new TrialException(
                    "%s %s: see %s".formatted(name, line == null ? "is silent" : "has ended", log));
        }
        try {
            return JSON.readValue(line, type);
        } catch (JsonProcessingException nonsense) {
            throw new TrialException("%s says \"%s\"".formatted(name, line), nonsense);
        }
    }

    /** Gives an order, and waits for its answer, which says nothing. */
    void order(MemberCommand command) throws TrialException, InterruptedException {
        tell(command);
        var unused = answer(Object.class);
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
