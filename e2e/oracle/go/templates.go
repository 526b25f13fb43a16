package main

import (
	"encoding/json"
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

func answerTemplates() error {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		return err
	}
	answers := make([]answer, len(questions))
	for i, q := range questions {
		answers[i] = answerTemplate(q)
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

func answerTemplate(q question) answer {
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
