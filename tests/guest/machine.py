# SPDX-License-Identifier: MIT
"""What is right in a guest, worked out from what its kernel says of its nodes,
and not from what the program believes of them."""
import csv
import os
import re

failures = []


def fail(case, text):
    failures.append(f"{case}: {text.strip()}")


def expect(case, what, expected, got):
    if expected != got:
        fail(case, f"{what}: expected {expected}, got {got}")


def numbers(text):
    """The set of a list like "0-3,7"."""
    found = set()
    for part in filter(None, text.strip().split(",")):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def rows(*path, names=None):
    try:
        with open(os.path.join(*path), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, fieldnames=names))
    except FileNotFoundError:
        return []


class Machine:
    """The nodes, as /sys has them."""

    def __init__(self, text):
        self.cpus, self.distance, self.memory, self.siblings = {}, {}, {}, {}
        for line in text.splitlines():
            path, _, value = line.partition(" ")
            number = int(re.search(r"(?:node|cpu)(\d+)/", path).group(1))
            kind = path.rsplit("/", 1)[1]
            if kind == "cpulist":
                self.cpus[number] = numbers(value)
            elif kind == "distance":
                self.distance[number] = [int(d) for d in value.split()]
            elif kind == "meminfo":
                self.memory[number] = int(value.split()[3])
            else:
                self.siblings[number] = numbers(value)
        self.nodes = sorted(self.cpus)

    def node_of(self, cpu):
        return next(n for n in self.nodes if cpu in self.cpus[n])

    def nearest_memory(self, node, mems):
        """Itself, else the nearest that has some; the lowest of equals."""
        return min((n for n in self.nodes if self.memory[n] and n in mems),
                   key=lambda n: (n != node, self.distance[node][n], n))


class Way:
    """One way in which bench was run: where its threads and memory belong."""

    def __init__(self, machine, folder, name):
        self.machine, self.name = machine, name
        self.folder = os.path.join(folder, name)
        allowed = dict(re.findall(r"^(Cpus|Mems)_allowed_list:\s*(\S+)",
                                  read(self.folder, "allowed"), re.M))
        self.cpus = numbers(allowed["Cpus"])
        self.mems = numbers(allowed["Mems"])
        words = read(self.folder, "options").split()

        def option(name, otherwise):
            return words[words.index(name) + 1] if name in words else otherwise
        self.home = option("--home", "consumer")
        self.pool_home = option("--pool-home", "consumer")
        self.consumer_node = option("--consumer-node", None)
        self.remote = option("--remote-node", "farthest")
        self.huge = option("--huge-pages", "off")
        self.thp = re.search(r"\[(\w+)\]",
                             read(self.folder, "thp")).group(1)
        self.placements = option("--placement", "").split(",")
        self.producers = sorted(numbers(option("--producers", "1")))
        for word in words:
            if word.startswith("--membind="):
                self.mems &= numbers(word.partition("=")[2])

    def fail(self, text):
        fail(self.name, text)

    def expect(self, what, expected, got):
        expect(self.name, what, expected, got)

    def cores(self, node, but=None):
        """One set of allowed CPUs for each core of the node."""
        m = self.machine
        return {frozenset(m.siblings[c] & self.cpus)
                for c in m.cpus[node] & self.cpus
                if but is None or but not in m.siblings[c]}

    def groups(self):
        """Nodes with allowed CPUs: the consumer's first, which is named or
        has most cores, with memory before without, then by number."""
        nodes = [n for n in self.machine.nodes
                 if self.machine.cpus[n] & self.cpus]
        consumer = int(self.consumer_node) if self.consumer_node else \
            max(nodes, key=lambda n: (self.machine.memory[n] > 0 and
                                      n in self.mems,
                                      len(self.cores(n)), -n))
        nodes.remove(consumer)
        return [consumer] + nodes

    def wanted_nodes(self, placement, producers):
        """The node of each producer, or None where it cannot be had."""
        m = self.machine
        groups = self.groups()
        consumer = min(m.cpus[groups[0]] & self.cpus)
        if placement == "smt":
            others = (m.siblings[consumer] & self.cpus) - {consumer}
            return [groups[0]] * producers if producers <= len(others) \
                else None
        if placement == "os":
            # Of their memory alone
            return [groups[i % len(groups)] for i in range(producers)] \
                if producers < len(self.cpus) else None
        if placement == "local":
            nodes = [groups[0]] * producers
        elif len(groups) < 2:
            return None
        elif placement == "remote":
            named = self.remote_nodes(groups)
            if not named or producers < len(named):
                return None
            nodes = [named[i % len(named)] for i in range(producers)]
        else:
            if producers < 2:
                return None
            nodes = [groups[i % len(groups)] for i in range(producers)]
        for node in set(nodes):
            room = sum(len(core) for core in self.cores(node, consumer))
            if nodes.count(node) > room:
                return None
        return nodes

    def remote_nodes(self, groups):
        """Those that are named; else the one by distance, the lowest of
        equals, but not that of the consumer's memory."""
        away = self.machine.distance[groups[0]]
        others = [n for n in groups[1:] if n != self.memory_node()]
        if self.remote == "nearest":
            return sorted(others, key=lambda n: (away[n], n))[:1]
        if self.remote == "farthest":
            return sorted(others, key=lambda n: (-away[n], n))[:1]
        return [int(n) for n in self.remote.split(",")]

    def memory_node(self):
        """Node of the consumer's memory."""
        return self.machine.nearest_memory(self.groups()[0], self.mems)

    def pool_node(self, nodes):
        """Node of the pool's head."""
        if self.pool_home not in ("consumer", "producer"):
            return int(self.pool_home)
        away = [n for n in nodes if n != self.groups()[0]]
        if self.pool_home == "producer" and away:
            return self.machine.nearest_memory(away[0], self.mems)
        return self.memory_node()

    def memory_nodes(self, nodes):
        """Node of each producer's buffers."""
        near = self.machine.nearest_memory
        if self.home == "consumer":
            return [self.memory_node()] * len(nodes)
        if self.home == "producer":
            return [near(node, self.mems) for node in nodes]
        return [int(self.home)] * len(nodes)


def judge_machine(machine, topology):
    """Is this the machine that was asked for?"""
    nodes = {"2": 2, "4": 4, "8": 8, "mixed": 4}[topology]
    expect("machine", "nodes", list(range(nodes)), machine.nodes)
    expect("machine", "threads of a core", {2 if nodes == 2 else 1},
           {len(threads) for threads in machine.siblings.values()})
    if topology == "mixed":
        expect("machine", "nodes without memory", [2],
               [n for n in machine.nodes if not machine.memory[n]])
        expect("machine", "nodes without CPUs", [3],
               [n for n in machine.nodes if not machine.cpus[n]])
        # neither the lowest number, nor the one without CPUs
        expect("machine", "memory nearest to node 2", 1,
               machine.nearest_memory(2, set(machine.nodes)))
    elif nodes > 2:
        far = {max(machine.distance[n]) for n in machine.nodes}
        near = {sorted(machine.distance[n])[1] for n in machine.nodes}
        if not min(far) > max(near):
            fail("machine", f"distances {machine.distance}")
