package io.centrifuge.benchmarks.fleet;

import io.centrifuge.demo.cluster.TrialException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks one manager's process, and the system, how it is. Used by one thread. */
final class ManagerProbe {
    private static final Pattern PAGE = Pattern.compile("metrics http://(\\S+)/metrics");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final FleetProcesses processes;
    private final HttpClient client;
    private final boolean tls;
    private long pid;
    private ManagerFigures.Page page = ManagerFigures.Page.NONE;

    ManagerProbe(String name, FleetProcesses processes, HttpClient client, boolean tls) {
        this.name = name;
        this.processes = processes;
        this.client = client;
        this.tls = tls;
    }

    String name() {
        return name;
    }

    /**
     * How it is now.
     *
     * @param reads whether its page is read, too, which costs it some milliseconds
     */
    ManagerFigures ask(boolean reads) throws TrialException, InterruptedException {
        if (pid != processes.pid(name)) {
            pid = processes.pid(name);
            page = ManagerFigures.Page.NONE;
        }
        if (reads && processes.isRunning(name) && !processes.isPaused(name)) {
            read();
        }
        return new ManagerFigures(
                ProcessFigures.cpuSeconds(pid), ProcessFigures.residentMb(pid), page);
    }

    /** How it is now, with its page of now; empty if that can't be read. */
    Optional<ManagerFigures> askAll() throws TrialException, InterruptedException {
        ManagerFigures known = ask(false); // first, for to answer takes some of its time
        return read()
                ? Optional.of(new ManagerFigures(known.cpuSeconds(), known.residentMb(), page))
                : Optional.empty();
    }

    /** What can't be read just now stays as it was; says whether it was read. */
    private boolean read() throws TrialException, InterruptedException {
        String place = place();
        if (place.isEmpty()) {
            return false;
        }
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create((tls ? "https://" : "http://") + place + "/metrics"))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new TrialException("%s refuses its page of metrics: %s"
                        .formatted(name, answer.body().strip()));
            }
            page = ManagerFigures.Page.of(MetricsText.of(answer.body()));
            return true;
        } catch (IOException silent) {
            return false; // ended just now, or too busy
        }
    }

    /** Where the page is, by what the process printed last; empty until it has. */
    private String place() throws TrialException {
        Path log = processes.log(name);
        try {
            Matcher places = PAGE.matcher(Files.readString(log));
            String last = "";
            while (places.find()) {
                last = places.group(1);
            }
            return last;
        } catch (IOException unreadable) {
            throw new TrialException("can't read " + log, unreadable);
        }
    }
}
