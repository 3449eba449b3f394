// Command go-cosignature opens checkpoints with Go's sumdb/note and a verifier of cosignature/v1 (c2sp.org/tlog-cosignature §Ed25519
// signed message) written here. It reads one JSON document from standard input and answers with a line for each check, in order:
// the times of the cosignatures, or "no: <why>".
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

type check struct {
	LogVkey     string
	WitnessVkey string
	Note        []byte
}

func main() {
	var checks []check
	if err := json.NewDecoder(os.Stdin).Decode(&checks); err != nil {
		fmt.Fprintln(os.Stderr, "could not read the checks:", err)
		os.Exit(2)
	}
	for _, c := range checks {
		if times, err := c.run(); err != nil {
			fmt.Printf("no: %v\n", err)
		} else {
			fmt.Println(times)
		}
	}
}

func (c check) run() (string, error) {
	log, err := note.NewVerifier(c.LogVkey)
	if err != nil {
		return "", err
	}
	witness, err := newCosigner(c.WitnessVkey)
	if err != nil {
		return "", err
	}
	opened, err := note.Open(c.Note, note.VerifierList(log, witness))
	if err != nil {
		return "", err
	}
	if len(opened.Sigs) != 2 {
		return "", fmt.Errorf("%d known signatures", len(opened.Sigs))
	}
	return strings.Join(witness.times, " "), nil
}

type cosigner struct {
	name  string
	hash  uint32
	key   ed25519.PublicKey
	times []string
}

func newCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("malformed vkey")
	}
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, errors.New("not a cosignature/v1 key")
	}
	return &cosigner{name: parts[0], hash: uint32(hash), key: key[1:]}, nil
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(sig)
	if !ed25519.Verify(c.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, msg)), sig[8:]) {
		return false
	}
	c.times = append(c.times, strconv.FormatUint(time, 10))
	return true
}
