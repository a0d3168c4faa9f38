using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Secrets are neither logged nor stored in plaintext.</summary>
public sealed class KeepingSecrets : Journey
{
    [Fact]
    public async Task No_log_line_and_no_file_of_the_store_contains_a_password_a_key_or_a_prompt()
    {
        var (ada, person) = await OpenSignedInAsync();
        var key = await ada.Keys.MintAndCloseAsync("Ada's laptop");
        var prompt = Secrets.Register("prompt", $"What does {Guid.NewGuid():N} mean?");
        await AgentWith(key).CallAsync(prompt: prompt);
        await AgentWith(key).StreamAsync(prompt: prompt);
        await AgentWith(key[..^1] + (key[^1] == 'a' ? 'b' : 'a')).RejectedAsync();
        await AgentWith(key).RejectedAsync("no-such-model");
        await ada.Usage.OpenAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("2");

        Secrets.FoundIn(Site.Portal.Log.Lines).ShouldBeEmpty();
        foreach (var secret in new[] { person.Password, key, prompt }) (await Site.Portal.FilesWithAsync(secret)).ShouldBeEmpty();
    }
}
