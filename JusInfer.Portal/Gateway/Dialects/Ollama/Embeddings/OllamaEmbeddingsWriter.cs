using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Embeddings;

/// <summary>Writes embeddings: a list of vectors with statistics, or, in the older form, only the vector.</summary>
internal sealed class OllamaEmbeddingsWriter(Call call, PooledBuffer output, bool isLegacy) : IResponseWriter
{
    private byte[] vectors = [];

    public void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties) => vectors = properties.ToArray();

    public void End()
    {
        if (isLegacy)
        {
            output.Append("{\"embedding\":"u8);
            output.Append(vectors);
            output.Append("}"u8);
            return;
        }

        output.Append("{\"model\":"u8);
        output.Append(JsonSerializer.SerializeToUtf8Bytes(call.Target.Model.Id));
        output.Append(",\"embeddings\":["u8);
        output.Append(vectors);
        output.Append("],\"prompt_eval_count\":"u8);
        output.Append(JsonSerializer.SerializeToUtf8Bytes(call.Usage.Tokens.Input));
        output.Append("}"u8);
    }

    /// <summary>Not used: embeddings are not streamed, so that their errors are error responses.</summary>
    public void WriteError(GatewayError error)
    {
    }

    public void Text(ReadOnlySpan<byte> escaped)
    {
    }

    public void Reasoning(ReadOnlySpan<byte> escaped)
    {
    }

    public void Refusal(ReadOnlySpan<byte> escaped)
    {
    }

    public void ToolCall(int number, in ToolCallHead head)
    {
    }

    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
    }

    public void Finish(FinishReason reason, string? stopSequence = null)
    {
    }
}
