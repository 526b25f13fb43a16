package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
)

// request is what one `helm template` call is asked for.
type request struct {
	// Dialect says which Helm answers: "v4.2" or "v3.21".
	Dialect     string   `json:"dialect"`
	Archive     []byte   `json:"archive"`
	Values      []byte   `json:"values"`
	ReleaseName string   `json:"releaseName"`
	Namespace   string   `json:"namespace"`
	KubeVersion string   `json:"kubeVersion"`
	APIVersions []string `json:"apiVersions"`
}

// answerReleases does what the command does around Helm's libraries, in their order; both Helms are linked in.
func answerReleases() error {
	log.SetOutput(io.Discard)
	slog.SetDefault(slog.New(slog.DiscardHandler))
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	answers := bufio.NewWriter(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var r request
		if err := json.Unmarshal(line, &r); err != nil {
			return err
		}
		given, err := json.Marshal(answerRelease(r))
		if err != nil {
			return err
		}
		if _, err := answers.Write(append(given, '\n')); err != nil {
			return err
		}
		if err := answers.Flush(); err != nil {
			return err
		}
	}
}

func answerRelease(r request) (given answer) {
	defer func() {
		if fault := recover(); fault != nil {
			given = answer{Refusal: fmt.Sprintf("panic: %v", fault)}
		}
	}()
	text, err := map[string]func(request) (string, error){"v4.2": helm4, "v3.21": helm3}[r.Dialect](r)
	if err != nil {
		return answer{Refusal: err.Error()}
	}
	return answer{Text: []byte(text)}
}
