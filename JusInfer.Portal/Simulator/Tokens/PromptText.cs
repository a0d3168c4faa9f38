using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Simulator.Requests;

namespace JusInfer.Portal.Simulator.Tokens;

/// <summary>
/// The prompt as one text in the order in which providers present it to a model, tools before messages. Its order determines which part of
/// it a prefix cache can reuse.
/// </summary>
internal static class PromptText
{
    public static byte[] Of(CompletionRequest request)
    {
        var text = new StringBuilder();
        foreach (var tool in request.Tools)
            text.Append(tool.Name).Append('\n').Append(tool.Description).Append('\n').Append(tool.Parameters?.GetRawText()).Append('\n');
        foreach (var message in request.Messages)
        {
            text.Append(message.Role).Append(':').Append(message.Text).Append('\n');
            foreach (var call in message.Calls) text.Append(call.Name).Append(call.Arguments).Append('\n');
            foreach (var image in message.Images)
                text.Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image)))).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static int CountTokens(CompletionRequest request, byte[] prompt) =>
        TokenCount.OfBytes(prompt.Length) + (TokenCount.TokensPerImage * request.Messages.Sum(static message => message.Images.Length));
}
