using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Simulator.Reading;

namespace JusInfer.Portal.Simulator.Counting;

/// <summary>
/// The prompt as one text, as providers lay it out for a model: tools, then messages. What stands first in it is what a prefix cache can
/// keep from call to call.
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
            text.Append(message.Speaker).Append(':').Append(message.Text).Append('\n');
            foreach (var call in message.Calls) text.Append(call.Name).Append(call.Arguments).Append('\n');
            foreach (var image in message.Images)
                text.Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image)))).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static int Tokens(CompletionRequest request, byte[] prompt) =>
        TokenCount.OfBytes(prompt.Length) + (TokenCount.Image * request.Messages.Sum(static message => message.Images.Length));
}
