package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/action"
	chart "helm.sh/helm/v4/pkg/chart"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/loader"
	c2load "helm.sh/helm/v4/pkg/chart/v2/loader"
	release "helm.sh/helm/v4/pkg/release/v1"
)

// helm4 is `helm template --skip-tests` of Helm 4.
func helm4(r request) (string, error) {
	client := action.NewInstall(action.NewConfiguration())
	kubeVersion, err := common.ParseKubeVersion(r.KubeVersion)
	if err != nil {
		return "", fmt.Errorf("invalid kube version '%s': %w", r.KubeVersion, err)
	}
	client.KubeVersion = kubeVersion
	client.DryRunStrategy = action.DryRunClient
	client.ReleaseName = r.ReleaseName
	client.Namespace = r.Namespace
	client.Replace = true
	client.APIVersions = common.VersionSet(r.APIVersions)
	values, err := c2load.LoadValues(bytes.NewReader(r.Values))
	if err != nil {
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
	accessor, err := chart.NewAccessor(requested)
	if err != nil {
		return "", err
	}
	if kind := accessor.MetadataAsMap()["Type"]; kind != "" && kind != "application" {
		return "", fmt.Errorf("%s charts are not installable", kind)
	}
	if wanted := accessor.MetaDependencies(); len(wanted) > 0 {
		if err := action.CheckDependencies(requested, wanted); err != nil {
			return "", err
		}
	}
	made, err := client.Run(requested, values)
	if err != nil {
		return "", err
	}
	rel, ok := made.(*release.Release)
	if !ok {
		return "", errors.New("not a release of the first kind")
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

// archiveFile writes an archive where a loader that takes a path finds it.
func archiveFile(archive []byte) (string, error) {
	file, err := os.CreateTemp("", "chart-*.tgz")
	if err != nil {
		return "", err
	}
	defer file.Close()
	_, err = file.Write(archive)
	return file.Name(), err
}
