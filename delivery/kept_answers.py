"""Kept answers of one worker: bounded in bytes, with the tags that drop them."""

from collections import OrderedDict, defaultdict
from collections.abc import Hashable, Iterable
from threading import Lock

from core.api.caching import EVERYTHING
from delivery.answers import Answer
from delivery.cache_keys import characters_in
from delivery.ready_answers import ReadyAnswer

# A larger answer would drop too many others.
LARGEST_PART = 1 / 8
# What was asked for once may fill the other part: a crawler does not drop what visitors
# read.
PROTECTED_PART = 0.8
# Shortcuts are all forgotten where there would be more, or where they take more.
MOST_SHORTCUTS = 2000
SHORTCUTS_PART = 1 / 8
# A shortcut with its request, and a tag with the set of its answers, as tracemalloc shows.
SHORTCUT_BYTES = 1000
TAG_BYTES = 300
# So many characters of a key are counted with its answer.
USUAL_KEY = 200


class Making:
    """An answer that is being made; ``touched`` collects the tags of later versions."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.touched: set[str] = set()

    def is_outdated(self, tags: Iterable[str]) -> bool:
        return EVERYTHING in self.touched or not self.touched.isdisjoint(tags)


class KeptAnswers:
    """Answers by key: a segmented LRU cache of at most ``most_bytes``.

    New ones are on probation; those asked for again are protected. ``shortcuts`` lead
    from whole requests to answers that are kept, without a lock.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        most_for_shortcuts = int(most_bytes * SHORTCUTS_PART)
        self._most_shortcuts = min(MOST_SHORTCUTS, most_for_shortcuts // SHORTCUT_BYTES)
        self.version = -1
        self._lock = Lock()
        self._makings: set[Making] = set()
        self._clear()

    def _clear(self) -> None:
        self._probation: OrderedDict[Hashable, Answer] = OrderedDict()
        self._protected: OrderedDict[Hashable, Answer] = OrderedDict()
        self.shortcuts: dict[Hashable, ReadyAnswer] = {}
        self._sizes: dict[Hashable, int] = {}
        self._keys: defaultdict[str, set[Hashable]] = defaultdict(set)
        # The requests of the shortcuts to an answer, by its key.
        self._requests: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
        self._bytes = self._protected_bytes = 0

    def __len__(self) -> int:
        return len(self._sizes)

    @property
    def size(self) -> int:
        """Bytes, of all answers together with their tags and shortcuts."""
        others = TAG_BYTES * len(self._keys) + SHORTCUT_BYTES * len(self.shortcuts)
        return self._bytes + others

    def get(self, key: Hashable) -> Answer | None:
        """The answer with this key, which is the one used last from now on."""
        with self._lock:
            answer = self._protected.get(key)
            if answer is not None:
                self._protected.move_to_end(key)
                return answer
            answer = self._probation.pop(key, None)
            if answer is not None:
                self._protect(key, answer)
            return answer

    def _protect(self, key: Hashable, answer: Answer) -> None:
        self._protected[key] = answer
        self._protected_bytes += self._sizes[key]
        while self._protected_bytes > self.most_bytes * PROTECTED_PART:
            oldest = self._oldest(self._protected)
            demoted = self._protected.pop(oldest)
            self._protected_bytes -= self._sizes[oldest]
            self._probation[oldest] = demoted

    def _oldest(self, segment: OrderedDict[Hashable, Answer]) -> Hashable:
        """The key of what was used least recently; shortcuts give a second chance."""
        key = next(iter(segment))
        while segment[key].is_used:
            segment[key].is_used = False
            segment.move_to_end(key)
            key = next(iter(segment))
        return key

    def add_shortcut(
        self, request: Hashable, key: Hashable, ready: ReadyAnswer
    ) -> None:
        """Leads equal requests to an answer, as long as it is kept."""
        with self._lock:
            if self._kept(key) is not ready.answer:
                return
            if len(self.shortcuts) >= self._most_shortcuts:
                self._forget_shortcuts()
            self.shortcuts[request] = ready
            self._requests[key].add(request)
            self._shrink()

    def forget_shortcuts(self) -> None:
        """Forgets which answers requests lead to: more of a request is known to matter."""
        with self._lock:
            self._forget_shortcuts()

    def _forget_shortcuts(self) -> None:
        self.shortcuts.clear()
        self._requests.clear()

    def _kept(self, key: Hashable) -> Answer | None:
        return self._protected.get(key) or self._probation.get(key)

    def begin(self) -> Making:
        """Notes that an answer is made from now on."""
        with self._lock:
            making = Making(self.version)
            self._makings.add(making)
            return making

    def end(self, making: Making) -> None:
        with self._lock:
            self._makings.discard(making)

    def put(self, key: Hashable, answer: Answer, making: Making) -> bool:
        """Keeps an answer; False if a change touched it while it was made.

        One that is very large is not kept, either.
        """
        with self._lock:
            if making.is_outdated(answer.tags):
                return False
            self._drop(key)
            if answer.size > self.most_bytes * LARGEST_PART:
                return True
            self._probation[key] = answer
            self._sizes[key] = 0
            for tag in answer.tags:
                self._keys[tag].add(key)
            self._resize(key, answer)
            return True

    def resize(self, key: Hashable, answer: Answer) -> None:
        """Counts a variant that was added to an answer."""
        with self._lock:
            if self._kept(key) is answer:
                self._resize(key, answer)

    def _resize(self, key: Hashable, answer: Answer) -> None:
        longer = max(0, characters_in(key) - USUAL_KEY)
        grown = answer.size + longer - self._sizes[key]
        self._sizes[key] += grown
        self._bytes += grown
        if key in self._protected:
            self._protected_bytes += grown
        self._shrink()

    def _shrink(self) -> None:
        while self.size > self.most_bytes:
            self._drop(self._oldest(self._probation or self._protected))

    def _drop(self, key: Hashable) -> None:
        if key not in self._sizes:
            return
        size = self._sizes.pop(key)
        self._bytes -= size
        answer = self._probation.pop(key, None)
        if answer is None:
            answer = self._protected.pop(key)
            self._protected_bytes -= size
        for request in self._requests.pop(key, ()):
            self.shortcuts.pop(request, None)
        for tag in answer.tags:
            keys = self._keys[tag]
            keys.discard(key)
            if not keys:
                del self._keys[tag]

    def advance(self, version: int, touched: Iterable[str] | None) -> None:
        """Drops the answers with one of the tags, which versions up to this one touched.

        None stands for all tags.
        """
        with self._lock:
            names = [EVERYTHING] if touched is None else list(touched)
            for making in self._makings:
                making.touched.update(names)
            if EVERYTHING in names:
                self._clear()
            for key in {key for name in names for key in self._keys.get(name, ())}:
                self._drop(key)
            self.version = version
