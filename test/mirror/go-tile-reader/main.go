// Command go-tile-reader reads a log of ours over HTTP as a client of Go's sumdb does: tile by tile, each verified against the root before
// it is believed. Arguments: the log's URL, its size, its root in base64. It answers "yes <number of entries>" or "no: <why>".
package main

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

type reader struct{ url string }

func (r reader) Height() int { return 8 }

func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		// Go writes a tile's height into its path, c2sp.org/tlog-tiles does not.
		bytes, err := r.get("tile/" + strings.TrimPrefix(tile.Path(), "tile/8/"))
		if err != nil {
			return nil, err
		}
		all = append(all, bytes)
	}
	return all, nil
}

func (r reader) SaveTiles([]tlog.Tile, [][]byte) {}

func (r reader) get(path string) ([]byte, error) {
	response, err := http.Get(r.url + "/" + path)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != 200 {
		return nil, fmt.Errorf("%s: %s", path, response.Status)
	}
	return io.ReadAll(response.Body)
}

func main() {
	count, err := run(os.Args[1], os.Args[2], os.Args[3])
	if err != nil {
		fmt.Printf("no: %v\n", err)
		return
	}
	fmt.Printf("yes %d\n", count)
}

func run(url, sizeText, rootText string) (int64, error) {
	size, err := strconv.ParseInt(sizeText, 10, 64)
	if err != nil {
		return 0, err
	}
	root, err := base64.StdEncoding.DecodeString(rootText)
	if err != nil {
		return 0, err
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	r := reader{url}
	hashes := tlog.TileHashReader(tree, r)
	computed, err := tlog.TreeHash(size, hashes)
	if err != nil {
		return 0, err
	}
	if computed != tree.Hash {
		return 0, errors.New("another root")
	}
	return size, r.entries(size, hashes)
}

// entries reads every entry and compares it with its verified leaf hash; of some it also checks a proof.
func (r reader) entries(size int64, hashes tlog.HashReader) error {
	for first := int64(0); first < size; first += 256 {
		tile := tlog.Tile{H: 8, L: 0, N: first / 256, W: int(min(256, size-first))}
		bundle, err := r.get("tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/0/"))
		if err != nil {
			return err
		}
		var indexes []int64
		for at := first; at < first+int64(tile.W); at++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, at))
		}
		leaves, err := hashes.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for _, leaf := range leaves {
			if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
				return errors.New("a bundle that ends early")
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			if tlog.RecordHash(bundle[2:end]) != leaf {
				return errors.New("an entry that is not its leaf")
			}
			bundle = bundle[end:]
		}
		if len(bundle) != 0 {
			return errors.New("a bundle with a tail")
		}
		if _, err := tlog.ProveRecord(size, first, hashes); err != nil {
			return err
		}
	}
	return nil
}

func min(left, right int64) int64 {
	if left < right {
		return left
	}
	return right
}
