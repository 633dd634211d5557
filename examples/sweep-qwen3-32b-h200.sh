#!/usr/bin/env bash
# A configuration search of the size of AIConfigurator's published example: Qwen3-32B in FP8 on H200, 4,000 tokens in of which 500 are cached, 500 out, first token
# within 300 ms and 10 ms per output token. Prints the front of speed and throughput; a fleet of 32 accelerators holds 32 ÷ accelerators replicas of a row.
dotnet run -c Release --project "$(dirname "$0")/../src/InferenceModeler.Cli" -- sweep --models Qwen3-32B --accelerators h200-sxm --precisions fp8 --max-accelerators 32 \
  --prompt 4000 --output-tokens 500 --cached 500 --step-tokens 2048,8192,16384 --loads 1..104 --ttft 300ms --tpot 10ms
