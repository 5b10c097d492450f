/** `make image`: builds the server's image and says how to bring it to a registry. */
import { ensureServerImage } from "./server-image.ts";

const { name, path, bytes } = await ensureServerImage();
process.stdout.write(`${name} is an OCI archive of ${Math.round(bytes / 1024 ** 2)} MiB: ${path}
Copy it to a registry that your cluster's nodes can pull from, for example with skopeo:
  skopeo copy oci-archive:${path} docker://REGISTRY/${name.replace(/^localhost\//, "")}
Then: holdfast install --image REGISTRY/${name.replace(/^localhost\//, "")}
`);
