package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/release"
	"sigs.k8s.io/yaml"
)

// helm3 is `helm template --skip-tests` of Helm 3.
func helm3(r request) (string, error) {
	client := action.NewInstall(new(action.Configuration))
	client.DryRunOption = "true"
	client.DryRun = true
	client.ClientOnly = true
	client.ReleaseName = r.ReleaseName
	client.Namespace = r.Namespace
	client.Replace = true
	kubeVersion, err := chartutil.ParseKubeVersion(r.KubeVersion)
	if err != nil {
		return "", fmt.Errorf("invalid kube version '%s': %s", r.KubeVersion, err)
	}
	client.KubeVersion = kubeVersion
	client.APIVersions = chartutil.VersionSet(r.APIVersions)
	values := map[string]any{}
	if err := yaml.Unmarshal(r.Values, &values); err != nil {
		return "", err
	}
	path, err := archiveFile(r.Archive)
	if err != nil {
		return "", err
	}
	defer os.Remove(path)
	requested, err := loader.Load(path)
	if err != nil {
		return "", err
	}
	if kind := requested.Metadata.Type; kind != "" && kind != "application" {
		return "", fmt.Errorf("%s charts are not installable", kind)
	}
	if wanted := requested.Metadata.Dependencies; wanted != nil {
		if err := action.CheckDependencies(requested, wanted); err != nil {
			return "", err
		}
	}
	rel, err := client.Run(requested, values)
	if err != nil {
		return "", err
	}
	var manifests bytes.Buffer
	fmt.Fprintln(&manifests, strings.TrimSpace(rel.Manifest))
	for _, hook := range rel.Hooks {
		if !slices.Contains(hook.Events, release.HookTest) {
			fmt.Fprintf(&manifests, "---\n# Source: %s\n%s\n", hook.Path, hook.Manifest)
		}
	}
	return manifests.String(), nil
}
