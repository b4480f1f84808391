//go:build tools

// Package languagehost pins the Node.js language host: sdk v3.68.0 is the last release that carries it.
package languagehost

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
