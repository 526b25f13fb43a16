// Command cri asks a container runtime, over its CRI socket, what the kubelet would ask.
//
//	cri ADDRESS status          prints RuntimeReady
//	cri ADDRESS pull IMAGE      pulls, prints the image id
//	cri ADDRESS remove IMAGE
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	runtime "k8s.io/cri-api/pkg/apis/runtime/v1"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "cri:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("want ADDRESS and a verb, got %q", args)
	}
	conn, err := grpc.NewClient("unix://"+args[0], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()

	image := &runtime.ImageSpec{}
	if len(args) > 2 {
		image.Image = args[2]
	}
	switch args[1] {
	case "status":
		reply, err := runtime.NewRuntimeServiceClient(conn).Status(ctx, &runtime.StatusRequest{})
		if err != nil {
			return err
		}
		for _, condition := range reply.GetStatus().GetConditions() {
			if condition.Type == runtime.RuntimeReady {
				fmt.Println(condition.Type, condition.Status)
			}
		}
		return nil
	case "pull":
		reply, err := runtime.NewImageServiceClient(conn).PullImage(ctx, &runtime.PullImageRequest{Image: image})
		if err != nil {
			return err
		}
		fmt.Println(reply.GetImageRef())
		return nil
	case "remove":
		_, err := runtime.NewImageServiceClient(conn).RemoveImage(ctx, &runtime.RemoveImageRequest{Image: image})
		return err
	}
	return fmt.Errorf("unknown verb %q", args[1])
}
