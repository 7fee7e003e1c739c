package io.centrifuge.benchmarks.fleet;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.centrifuge.demo.cluster.TrialException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.ToDoubleFunction;

/**
 * The time lines of a run as one HTML file that needs no network: the library that draws them is in
 * it. Stateless.
 */
final class FleetPage {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String WEBJAR = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    private static final double KILOBYTE = 1e3;

    private FleetPage() {}

    /**
     * @param what the fleet, in a sentence
     * @param facts figures of the run, by name
     */
    static void write(Path page, String what, Map<String, String> facts, Timeline timeline)
            throws TrialException {
        try {
            Files.writeString(page, text(what, facts, timeline));
        } catch (IOException failure) {
            throw new TrialException("can't write %s: %s".formatted(page, failure), failure);
        }
    }

    static String text(String what, Map<String, String> facts, Timeline timeline) {
        String data = data(what, facts, timeline).toString().replace("</", "<\\/");
        return resource("page.html")
                .replace("/*STYLE*/", library("uPlot.min.css"))
                .replace("/*LIBRARY*/", library("uPlot.iife.min.js"))
                .replace("/*DATA*/", data);
    }

    /** The version of the library's folder is what its jar says. */
    private static String library(String name) {
        Properties properties = new Properties();
        try (InputStream file = open(WEBJAR)) {
            properties.load(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return resource("/META-INF/resources/webjars/uplot/%s/dist/%s"
                .formatted(properties.getProperty("version"), name));
    }

    private static String resource(String name) {
        try (InputStream file = open(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(FleetPage.class.getResourceAsStream(name), name);
    }

    private static ObjectNode data(String what, Map<String, String> facts, Timeline timeline) {
        ObjectNode data = JSON.createObjectNode().put("what", what);
        ArrayNode table = data.putArray("facts");
        facts.forEach((name, value) -> table.addArray().add(name).add(value));
        ArrayNode seconds = data.putArray("seconds");
        timeline.samples().forEach(sample -> seconds.add(sample.at()));
        ArrayNode charts = data.putArray("charts");
        addManagers(charts, timeline);
        addFleet(charts, timeline);
        ArrayNode events = data.putArray("events");
        for (Timeline.Event event : timeline.events()) {
            events.addObject()
                    .put("at", event.at())
                    .put("text", event.text())
                    .put("takeover", event.takeover());
        }
        return data;
    }

    private static void addManagers(ArrayNode charts, Timeline timeline) {
        ofManagers(charts, "Processor seconds a second", timeline, Timeline.Manager::cpu);
        ofManagers(
                charts, "KB a second received", timeline, manager -> manager.bytesIn() / KILOBYTE);
        ofManagers(charts, "KB a second sent", timeline, manager -> manager.bytesOut() / KILOBYTE);
        ofManagers(charts, "Resident memory, MB", timeline, Timeline.Manager::residentMb);
        ofManagers(charts, "Heap, MB", timeline, Timeline.Manager::heapMb);
    }

    private static void addFleet(ArrayNode charts, Timeline timeline) {
        ofFleet(charts, "Ranges held", timeline, Timeline.Sample::ranges);
        ofFleet(charts, "Owners that serve", timeline, Timeline.Sample::serving);
        ofFleet(
                charts,
                "Lookups that are disconnected or behind",
                timeline,
                Timeline.Sample::behind);
        ofFleet(charts, "Changes of all tables", timeline, Timeline.Sample::changes);
        ofFleet(charts, "Load of the machine", timeline, Timeline.Sample::load);
    }

    /** A line for each manager. */
    private static void ofManagers(
            ArrayNode charts,
            String title,
            Timeline timeline,
            ToDoubleFunction<Timeline.Manager> figure) {
        ArrayNode series = charts.addObject().put("title", title).putArray("series");
        List<Timeline.Sample> samples = timeline.samples();
        int managers = samples.isEmpty() ? 0 : samples.getFirst().managers().size();
        for (int i = 0; i < managers; i++) {
            int manager = i;
            ObjectNode line = series.addObject();
            line.put("name", samples.getFirst().managers().get(i).name());
            ArrayNode values = line.putArray("values");
            samples.forEach(
                    sample -> values.add(figure.applyAsDouble(sample.managers().get(manager))));
        }
    }

    private static void ofFleet(
            ArrayNode charts,
            String title,
            Timeline timeline,
            ToDoubleFunction<Timeline.Sample> figure) {
        ObjectNode line = charts.addObject()
                .put("title", title)
                .putArray("series")
                .addObject()
                .put("name", title);
        ArrayNode values = line.putArray("values");
        timeline.samples().forEach(sample -> values.add(figure.applyAsDouble(sample)));
    }
}
