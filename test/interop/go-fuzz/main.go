// Command go-fuzz reads the cases of go-fuzz.test.ts, one JSON document a line, and answers each with one line: what Go's sumdb packages make
// of it. Where our specifications are stricter than they are (spec/checkpoint.md), the stricter rule is checked here anew, in Go.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type testCase struct {
	// "note", "checkpoint", "tlog-proof", "inclusion" or "consistency".
	K string
	B []byte

	Index, Size, OldSize int64
	Leaf, Root, OldRoot  []byte
	Proof                [][]byte
}

var known []note.Verifier

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, vkey := range os.Args[1:] {
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			panic(err)
		}
		known = append(known, verifier)
	}
	for in.Scan() {
		var c testCase
		if err := json.Unmarshal(in.Bytes(), &c); err != nil {
			panic(err)
		}
		fmt.Fprintln(out, c.answer())
		out.Flush()
	}
}

func (c testCase) answer() string {
	switch c.K {
	case "note":
		return openNote(c.B)
	case "checkpoint":
		return readCheckpoint(c.B)
	case "tlog-proof":
		return readTlogProof(c.B)
	case "inclusion":
		leaf, root := toHash(c.Leaf), toHash(c.Root)
		proof, ok := toHashes(c.Proof)
		return yes(ok && leaf != nil && root != nil && tlog.CheckRecord(proof, c.Size, *root, c.Index, *leaf) == nil)
	case "consistency":
		old, root := toHash(c.OldRoot), toHash(c.Root)
		proof, ok := toHashes(c.Proof)
		return yes(ok && old != nil && root != nil && tlog.CheckTree(proof, c.Size, *root, c.OldSize, *old) == nil)
	}
	panic(c.K)
}

// openNote says "refused", "unknown" when no known key signed, or "ok", how many known keys signed, and a digest of the text.
func openNote(b []byte) string {
	opened, err := note.Open(b, note.VerifierList(known...))
	if _, unknown := err.(*note.UnverifiedNoteError); unknown {
		if !strictSignatures(b) {
			return "refused"
		}
		return "unknown"
	}
	if err != nil || !strictSignatures(b) {
		return "refused"
	}
	digest := sha256.Sum256([]byte(opened.Text))
	return fmt.Sprintf("ok %d %s", len(opened.Sigs), hex.EncodeToString(digest[:8]))
}

// strictSignatures checks what note.Open lets pass: base64 with stray bits, names too long for a cosignature or with U+007F, and a second
// signature of a known key that does not verify.
func strictSignatures(b []byte) bool {
	split := bytes.LastIndex(b, []byte("\n\n"))
	text := b[:split+1]
	for _, line := range strings.Split(strings.TrimSuffix(string(b[split+2:]), "\n"), "\n") {
		fields := strings.SplitN(strings.TrimPrefix(line, "— "), " ", 2)
		name := fields[0]
		sig, err := base64.StdEncoding.Strict().DecodeString(fields[1])
		if err != nil || len(name) > 255 || strings.Contains(name, "\x7f") {
			return false
		}
		id := uint32(sig[0])<<24 | uint32(sig[1])<<16 | uint32(sig[2])<<8 | uint32(sig[3])
		for _, verifier := range known {
			if verifier.Name() == name && verifier.KeyHash() == id && !verifier.Verify(text, sig[4:]) {
				return false
			}
		}
	}
	return true
}

const sumPrefix = "go.sum database tree\n"

// readCheckpoint lets tlog.ParseTree read size and root under the one origin that it knows, and checks around it what
// c2sp.org/tlog-checkpoint adds.
func readCheckpoint(b []byte) string {
	text := string(b)
	if !utf8.ValidString(text) {
		return "refused"
	}
	origin, rest, found := strings.Cut(text, "\n")
	if !found || origin == "" || len(origin) > 255 || !strings.HasSuffix(text, "\n") {
		return "refused"
	}
	lines := strings.Split(strings.TrimSuffix(rest, "\n"), "\n")
	if len(lines) < 2 || len(lines) > 2+16 {
		return "refused"
	}
	for _, line := range lines[2:] {
		if line == "" {
			return "refused"
		}
	}
	size := lines[0]
	tree, err := tlog.ParseTree([]byte(sumPrefix + rest))
	if err != nil {
		// ParseTree counts to 2^63-1, a checkpoint to 2^64-1.
		n, tooLarge := strconv.ParseUint(size, 10, 64)
		if tooLarge != nil || n>>63 == 0 || strconv.FormatUint(n, 10) != size {
			return "refused"
		}
		if tree, err = tlog.ParseTree([]byte(sumPrefix + "1" + rest[len(size):])); err != nil {
			return "refused"
		}
	}
	if _, strict := strictBase64(lines[1]); !strict {
		return "refused"
	}
	if size == "0" && tree.Hash != sha256.Sum256(nil) {
		return "refused"
	}
	return fmt.Sprintf("ok %s %s %d", size, tree.Hash, len(lines)-2)
}

// readTlogProof is c2sp.org/tlog-proof once more, written from the specification alone.
func readTlogProof(b []byte) string {
	if !utf8.Valid(b) {
		return "refused"
	}
	head, checkpoint, found := strings.Cut(string(b), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || checkpoint == "" || lines[0] != "c2sp.org/tlog-proof@v1" {
		return "refused"
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if _, ok := strictBase64(lines[0][len("extra "):]); !ok {
			return "refused"
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") || len(lines) > 1+64 {
		return "refused"
	}
	index := lines[0][len("index "):]
	if n, err := strconv.ParseUint(index, 10, 64); err != nil || strconv.FormatUint(n, 10) != index {
		return "refused"
	}
	for _, line := range lines[1:] {
		if hash, ok := strictBase64(line); !ok || len(hash) != tlog.HashSize {
			return "refused"
		}
	}
	return fmt.Sprintf("ok %s %d %d", index, len(lines)-1, len(checkpoint))
}

func strictBase64(text string) ([]byte, bool) {
	// Go's decoder passes over line ends; none can be in a line here but a carriage return.
	decoded, err := base64.StdEncoding.Strict().DecodeString(text)
	return decoded, err == nil && !strings.Contains(text, "\r")
}

func toHash(b []byte) *tlog.Hash {
	if len(b) != tlog.HashSize {
		return nil
	}
	var h tlog.Hash
	copy(h[:], b)
	return &h
}

func toHashes(list [][]byte) ([]tlog.Hash, bool) {
	var all []tlog.Hash
	for _, b := range list {
		h := toHash(b)
		if h == nil {
			return nil, false
		}
		all = append(all, *h)
	}
	return all, true
}

func yes(ok bool) string {
	if ok {
		return "ok"
	}
	return "refused"
}
