package io.centrifuge.system;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the sources of all modules, the scripts and the docs say of the project's docs is there: the
 * files, the sections that are quoted as {@code docs/protocol.md, "Clocks"}, the links.
 */
class QuotedDocsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** A section's name in quotation marks after the file; the comma is what must be there. */
    private static final Pattern QUOTE =
            Pattern.compile("([\\w/]*[\\w-]+\\.md)[`}]*(,?) (?:section )?\"([^\"]+)\"");

    private static final Pattern FILE = Pattern.compile("\\bdocs/[\\w-]+\\.md\\b");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(#[^)\\s]*)?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```");

    /** What goes on in the next line of a comment, a script's too, or of a paragraph. */
    private static final Pattern LINE_BREAK = Pattern.compile("\\R *(?:(?:\\*|//|#) )?");

    /** A document that no reader has; in brackets so that this pattern doesn't name it. */
    private static final Pattern ABSENT = Pattern.compile("\\bDESIG[N]\\b");

    private static final Set<String> SUFFIXES =
            Set.of("java", "proto", "md", "sh", "xml", "patch", "txt", "properties");
    private static final Set<String> SCRIPTS = Set.of("build", "centrifuge", "check");

    private static List<Path> texts() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> !isBuilt(file) && isText(file) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isBuilt(Path file) {
        for (Path part : ROOT.relativize(file)) {
            if (part.toString().equals("target") || part.toString().equals(".git")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString();
        return SCRIPTS.contains(name) || SUFFIXES.contains(name.replaceFirst(".*\\.", ""));
    }

    private static List<MatchResult> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private static String withoutCode(Path markdown) throws IOException {
        return CODE_BLOCK.matcher(Files.readString(markdown)).replaceAll("");
    }

    private static Set<String> headings(Path markdown) throws IOException {
        return found(HEADING, withoutCode(markdown)).stream()
                .map(heading -> heading.group(1).strip())
                .collect(toSet());
    }

    /** As those who show Markdown make an anchor of a heading. */
    private static String anchor(String heading) {
        return "#"
                + heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
    }

    @Test
    void everyQuotedSectionIsThere() throws IOException {
        List<String> quoted = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Path text : texts()) {
            String joined = LINE_BREAK.matcher(Files.readString(text)).replaceAll(" ");
            for (MatchResult quote : found(QUOTE, joined)) {
                Path document = ROOT.resolve(quote.group(1));
                quoted.add(quote.group());
                if (quote.group(2).isEmpty()
                        || !Files.isRegularFile(document)
                        || !headings(document).contains(quote.group(3))) {
                    wrong.add(ROOT.relativize(text) + ": " + quote.group());
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(quoted).isNotEmpty();
    }

    @Test
    void everyDocumentNamedIsThere() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path text : texts()) {
            String said = Files.readString(text);
            for (MatchResult file : found(FILE, said)) {
                if (!Files.isRegularFile(ROOT.resolve(file.group()))) {
                    wrong.add(ROOT.relativize(text) + ": " + file.group());
                }
            }
            for (MatchResult absent : found(ABSENT, said)) {
                wrong.add(ROOT.relativize(text) + ": " + absent.group());
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void everyLinkBetweenDocumentsLeadsSomewhere() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path text : texts()) {
            if (!text.toString().endsWith(".md")) {
                continue;
            }
            for (MatchResult link : found(LINK, withoutCode(text))) {
                if (!link.group(1).startsWith("https:") && !leadsSomewhere(text, link)) {
                    wrong.add(ROOT.relativize(text) + ": " + link.group());
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static boolean leadsSomewhere(Path from, MatchResult link) throws IOException {
        Path target = link.group(1).isEmpty()
                ? from
                : from.resolveSibling(link.group(1)).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return link.group(2) == null
                || headings(target).stream()
                        .anyMatch(heading -> anchor(heading).equals(link.group(2)));
    }
}
