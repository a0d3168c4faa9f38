using System.Text;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>What is nobody's business is written nowhere.</summary>
public sealed class KeepingSecrets : Journey
{
    [Fact]
    public async Task A_password_a_key_and_a_prompt_stand_in_no_line_of_the_log_and_in_no_file_of_the_store()
    {
        var (ada, person) = await ArriveSignedInAsync();
        var key = await ada.Keys.MintAndCloseAsync("Ada's laptop");
        var prompt = Secrets.Plant("prompt", $"What does {Guid.NewGuid():N} mean?");
        await AgentWith(key).AskAsync(prompt: prompt);
        await AgentWith(key).StreamAsync(prompt: prompt);
        await AgentWith(key[..^1] + (key[^1] == 'a' ? 'b' : 'a')).RefusedAsync();
        await AgentWith(key).RefusedAsync("no-such-model");
        await ada.Usage.OpenAsync();
        await Expect(ada.Usage.Requests).ToHaveCountAsync(2);

        Secrets.FoundIn(Site.Portal.Log.Lines).ShouldBeEmpty();
        var files = Directory.EnumerateFiles(Site.Portal.Store, "*", SearchOption.AllDirectories).ToArray();
        files.ShouldNotBeEmpty();
        foreach (var file in files)
        {
            var text = Encoding.Latin1.GetString(await ReadWhileOpenAsync(file));
            foreach (var secret in new[] { person.Password, key, prompt }) text.Contains(secret, StringComparison.Ordinal).ShouldBeFalse(Path.GetFileName(file));
        }
    }

    /// <summary>The portal has its files open for writing meanwhile.</summary>
    private static async Task<byte[]> ReadWhileOpenAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        return copy.ToArray();
    }
}
