// Command go-answers is Helm's own code, many answers in one process.
//
//	go-answers templates   reads a JSON list of templates from stdin, and answers with a JSON list
//	go-answers releases    reads requests for whole releases, one JSON object a line, and answers each with a line
package main

import (
	"fmt"
	"os"
)

func main() {
	modes := map[string]func() error{"templates": answerTemplates, "releases": answerReleases}
	if len(os.Args) != 2 || modes[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: go-answers templates|releases")
		os.Exit(2)
	}
	if err := modes[os.Args[1]](); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
