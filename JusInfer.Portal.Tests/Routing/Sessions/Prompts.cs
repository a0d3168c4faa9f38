using System.Text;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Tests.Routing.Sessions;

/// <summary>Hashes of prompts that are written as lists of messages.</summary>
internal static class Prompts
{
    public static PrefixHashes Of(params ReadOnlySpan<string> messages) => With([], messages);

    public static PrefixHashes With(string[] tools, params ReadOnlySpan<string> messages)
    {
        var hasher = new PrefixHasher();
        foreach (var tool in tools) hasher.AddTool(Encoding.UTF8.GetBytes(tool));
        for (var i = 0; i < messages.Length; i++) hasher.AddMessage((byte)(i % 2), Encoding.UTF8.GetBytes(messages[i]));
        return hasher.Result();
    }

    public static string Text(int seed, int length) => string.Create(length, seed, static (text, start) =>
    {
        var random = new Random(start);
        for (var i = 0; i < text.Length; i++) text[i] = (char)random.Next('a', 'z' + 1);
    });
}
