// Command go-ledger asks Go's sumdb packages whether what this project made is right. It reads one JSON document from standard input
// and answers with one word for each check, in order, on standard output: "yes" or "no: <why>".
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type check struct {
	// "note", "leaf", "inclusion", "consistency" or "tile-path".
	Kind string

	Vkeys      []string
	Note       []byte
	Text       string
	Unverified int

	Index   int64
	Size    int64
	OldSize int64
	Leaf    []byte
	Root    []byte
	OldRoot []byte
	Proof   [][]byte

	Entry []byte

	Level int
	Width int
	Path  string
}

func main() {
	var checks []check
	if err := json.NewDecoder(os.Stdin).Decode(&checks); err != nil {
		fmt.Fprintln(os.Stderr, "could not read the checks:", err)
		os.Exit(2)
	}
	for _, c := range checks {
		if err := c.run(); err != nil {
			fmt.Printf("no: %v\n", err)
		} else {
			fmt.Println("yes")
		}
	}
}

func (c check) run() error {
	switch c.Kind {
	case "note":
		return c.openNote()
	case "leaf":
		if tlog.RecordHash(c.Entry) != hash(c.Leaf) {
			return errors.New("another leaf hash")
		}
		return nil
	case "inclusion":
		return tlog.CheckRecord(hashes(c.Proof), c.Size, hash(c.Root), c.Index, hash(c.Leaf))
	case "consistency":
		return tlog.CheckTree(hashes(c.Proof), c.Size, hash(c.Root), c.OldSize, hash(c.OldRoot))
	case "tile-path":
		return c.tilePath()
	}
	return fmt.Errorf("unknown check %q", c.Kind)
}

func (c check) openNote() error {
	var known []note.Verifier
	for _, vkey := range c.Vkeys {
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			return err
		}
		known = append(known, verifier)
	}
	opened, err := note.Open(c.Note, note.VerifierList(known...))
	if err != nil {
		return err
	}
	if len(opened.Sigs) != len(known) || len(opened.UnverifiedSigs) != c.Unverified {
		return fmt.Errorf("%d known and %d unknown signatures", len(opened.Sigs), len(opened.UnverifiedSigs))
	}
	if opened.Text != c.Text {
		return errors.New("another text")
	}
	return nil
}

// Go's tiles write their height into the path; the rest is what c2sp.org/tlog-tiles took over.
func (c check) tilePath() error {
	path := tlog.Tile{H: 8, L: c.Level, N: c.Index, W: c.Width}.Path()
	if want := "tile/8/" + c.Path[len("tile/"):]; path != want {
		return fmt.Errorf("expected %s, got %s", path, want)
	}
	return nil
}

func hash(bytes []byte) (h tlog.Hash) {
	if len(bytes) == len(h) {
		copy(h[:], bytes)
	}
	return h
}

func hashes(list [][]byte) []tlog.Hash {
	var all []tlog.Hash
	for _, bytes := range list {
		all = append(all, hash(bytes))
	}
	return all
}
