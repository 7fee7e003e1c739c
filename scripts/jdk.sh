# Sourced by ./build and ./centrifuge: finds a JDK of 21 or newer, even where `java` on the path is older.
# After find_jdk: JAVA_HOME (exported), JDK_MAJOR, and JDK_FROM, which says where it came from.

readonly JDK_NEEDED=21

# Prints the major version of the JDK in folder $1; fails where there is no JDK (a runtime without javac is none).
jdk_major() {
    local home=$1 version=
    [ -x "$home/bin/java" ] && [ -x "$home/bin/javac" ] || return 1
    if [ -r "$home/release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9.]*\).*/\1/p' "$home/release" | head -n 1)
    fi
    if [ -z "$version" ]; then
        version=$("$home/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9][0-9.]*\).*/\1/p' | head -n 1)
    fi
    version=${version#1.} # 1.8.0 is Java 8
    version=${version%%.*}
    [ -n "$version" ] && printf '%s\n' "$version"
}

# Prints the home folder of `java` on the path; fails where there is none.
jdk_on_path() {
    local java home
    java=$(command -v java) || return 1
    home=$(dirname "$(dirname "$(readlink -f "$java" 2>/dev/null || printf '%s' "$java")")")
    if [ ! -x "$home/bin/javac" ]; then # a stub or a shim rather than a link: ask it
        home=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' | head -n 1)
    fi
    [ -n "$home" ] && printf '%s\n' "$home"
}

find_jdk() {
    local home major refused=
    if [ -n "${JAVA_HOME:-}" ]; then
        major=$(jdk_major "$JAVA_HOME") || major=
        if [ -n "$major" ] && [ "$major" -ge "$JDK_NEEDED" ]; then
            jdk_use "$JAVA_HOME" "$major" "JAVA_HOME"
            return
        fi
        refused="JAVA_HOME is ${major:+Java }${major:-not a JDK}"
    fi
    if home=$(jdk_on_path); then
        major=$(jdk_major "$home") || major=
        if [ -n "$major" ] && [ "$major" -ge "$JDK_NEEDED" ]; then
            jdk_use "$home" "$major" "the path${refused:+; $refused}"
            return
        fi
        refused="${refused:+$refused, }java on the path is ${major:+Java }${major:-not a JDK}"
    fi

    local best= best_major=0
    for home in /usr/lib/jvm/* /opt/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        major=$(jdk_major "$home") || continue
        if [ "$major" -ge "$JDK_NEEDED" ] && [ "$major" -gt "$best_major" ]; then
            best=$home best_major=$major
        fi
    done
    if [ -n "$best" ]; then
        jdk_use "$best" "$best_major" "the install folders${refused:+; $refused}"
        return
    fi

    {
        echo "Centrifuge needs a JDK $JDK_NEEDED or newer and found none${refused:+ ($refused)}."
        echo "Looked at JAVA_HOME, the path, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks and /Library/Java."
        echo "Install one, for example 'apt-get install openjdk-21-jdk-headless', or Temurin from Adoptium;"
        echo "or set JAVA_HOME to the folder of a JDK $JDK_NEEDED or newer."
    } >&2
    return 1
}

jdk_use() {
    export JAVA_HOME=$1
    JDK_MAJOR=$2
    JDK_FROM=$3
}

# Maven and Netty reach into native code and sun.misc.Unsafe, about which JDK 24 and newer warn.
jdk_quiet_flags() {
    if [ "$JDK_MAJOR" -ge 24 ]; then
        echo "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
    fi
}
