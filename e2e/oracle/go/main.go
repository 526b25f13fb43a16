// Command go-answers renders templates with Helm's own engine, many in one process. It reads a JSON list of questions
// from stdin and writes the list of answers to stdout.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/engine"
)

type question struct {
	Template string         `json:"template"`
	Values   map[string]any `json:"values"`
}

type answer struct {
	Text    []byte `json:"text"`
	Refusal string `json:"refusal,omitempty"`
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	answers := make([]answer, len(questions))
	for i, q := range questions {
		answers[i] = ask(q)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func ask(q question) answer {
	c := &chart.Chart{
		Metadata:  &chart.Metadata{Name: "t", Version: "1.0.0", APIVersion: "v2"},
		Templates: []*common.File{{Name: "templates/t.yaml", Data: []byte(q.Template)}},
		Files:     []*common.File{{Name: "files/a.txt", Data: []byte("text of a\n")}},
	}
	values := common.Values{
		"Values":       common.Values(q.Values),
		"Release":      map[string]any{"Name": "r", "Namespace": "n", "IsUpgrade": false, "IsInstall": true, "Revision": 1, "Service": "Helm"},
		"Capabilities": common.DefaultCapabilities,
	}
	rendered, err := engine.Render(c, values)
	if err != nil {
		return answer{Refusal: err.Error()}
	}
	return answer{Text: []byte(rendered["t/templates/t.yaml"])}
}
