using System.Net;
using System.Net.Http.Json;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Primitives.RateLimits;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Accounts.Passwords;

/// <summary>
/// Guesses of one network do not delay the sign-ins of others: cockroachdb/cockroach#66028.
/// </summary>
public sealed class HashingQueueTests
{
    private static readonly ClientNetwork Attacker = Network("203.0.113.7");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Networks_take_turns_and_known_devices_are_first()
    {
        var queue = new HashingQueue(permits: 1);
        var running = (await queue.WaitAsync(Attacker, isKnownDevice: false, Token)).ShouldNotBeNull();
        var order = new List<string>();
        List<Task> waiting =
        [
            .. Enumerable.Range(0, 3).Select(_ => RunAsync("attacker", Attacker)),
            RunAsync("stranger", Network("203.0.113.8")),
            RunAsync("stranger", Network("203.0.113.8")),
            RunAsync("known", Attacker, isKnownDevice: true),
            RunAsync("other known", Network("203.0.113.9"), isKnownDevice: true),
            RunAsync("known", Attacker, isKnownDevice: true),
        ];

        running.Dispose();
        await Task.WhenAll(waiting);

        order.ShouldBe(
            ["known", "other known", "attacker", "known", "stranger", "attacker", "stranger", "attacker"],
            "every third turn is not a known device's");

        async Task RunAsync(string name, ClientNetwork network, bool isKnownDevice = false)
        {
            using var turn = (await queue.WaitAsync(network, isKnownDevice, Token)).ShouldNotBeNull();
            order.Add(name);
        }
    }

    [Fact]
    public async Task A_network_has_few_waiting_and_others_still_get_in()
    {
        var queue = new HashingQueue(permits: 1);
        var running = await queue.WaitAsync(Attacker, isKnownDevice: false, Token);
        var waiting = Enumerable.Range(0, HashingQueue.MostWaitingPerNetwork)
            .Select(_ => queue.WaitAsync(Attacker, isKnownDevice: false, Token).AsTask()).ToArray();

        (await queue.WaitAsync(Attacker, isKnownDevice: false, Token)).ShouldBeNull();
        var other = queue.WaitAsync(Network("2001:db8::1"), isKnownDevice: false, Token).AsTask();
        (await queue.WaitAsync(Network("203.0.113.7"), isKnownDevice: false, Token)).ShouldBeNull();

        running!.Dispose();
        foreach (var turn in waiting.Take(1)) (await turn)!.Dispose();
        (await other).ShouldNotBeNull();
    }

    [Fact]
    public async Task Networks_without_end_do_not_keep_known_devices_waiting()
    {
        var queue = new HashingQueue(permits: 1);
        var running = await queue.WaitAsync(Attacker, isKnownDevice: false, Token);
        var bots = Enumerable.Range(0, 1000).Select(number =>
            queue.WaitAsync(Network($"198.51.{number / 250}.{number % 250}"), isKnownDevice: false, Token).AsTask()).ToArray();
        bots.Count(static bot => bot.IsCompleted).ShouldBe(900);
        var known = queue.WaitAsync(Network("192.0.2.1"), isKnownDevice: true, Token).AsTask();

        running!.Dispose();

        (await known).ShouldNotBeNull();
        bots.Count(static bot => bot.IsCompleted).ShouldBe(900);
    }

    [Fact]
    public async Task One_who_has_left_takes_no_turn()
    {
        var queue = new HashingQueue(permits: 1);
        var running = await queue.WaitAsync(Attacker, isKnownDevice: false, Token);
        using var leaving = new CancellationTokenSource();
        var left = queue.WaitAsync(Attacker, isKnownDevice: false, leaving.Token).AsTask();
        var stays = queue.WaitAsync(Attacker, isKnownDevice: false, Token).AsTask();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(left);

        running!.Dispose();

        (await stays)!.Dispose();
        (await queue.WaitAsync(Attacker, isKnownDevice: false, Token)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_flood_of_wrong_passwords_from_one_network_delays_no_sign_in_of_another()
    {
        using var hasher = new GatedHasher();
        await using var portal = await PagesHost.StartAsync(
            services => services.AddSingleton<IPasswordHasher<PortalUser>>(hasher), "--Proxy:Known:0=127.0.0.0/8",
                "--Accounts:AttemptsPerMinute=1000");
        await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", "ada@example.com"), ("password", "a long enough password"),
            ("team", "Engine Room"));
        hasher.Close();
        var guesses = Enumerable.Range(0, 100).Select(number => SignInAsync("203.0.113.7", $"p{number}@example.com", $"guess {number}"))
            .ToArray();
        await hasher.Waiting;
        var refused = guesses.Length - Running - HashingQueue.MostWaitingPerNetwork;
        await Eventually.TrueAsync(() => guesses.Count(static guess => guess.IsCompleted) >= refused);

        var signIn = SignInAsync("203.0.113.8", "ada@example.com", "a long enough password");
        hasher.Open();

        (await signIn).ShouldBe(200);
        (await Task.WhenAll(guesses)).Count(static status => status == 429).ShouldBe(refused);

        async Task<int> SignInAsync(string address, string email, string password)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/auth/login")
            {
                Content = JsonContent.Create(new { email, password }),
            };
            request.Headers.Add("X-Forwarded-For", address);
            using var http = new HttpClient { BaseAddress = portal.Browser.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
            return (int)(await http.SendAsync(request, Token)).StatusCode;
        }
    }

    private static int Running => Math.Max(1, Environment.ProcessorCount / 2);

    private static ClientNetwork Network(string address) => ClientNetwork.From(IPAddress.Parse(address));

    /// <summary>Checks passwords while it is open.</summary>
    private sealed class GatedHasher : PasswordHasher<PortalUser>, IDisposable
    {
        private readonly ManualResetEventSlim open = new(initialState: true);
        private readonly TaskCompletionSource waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waiting => waiting.Task.WaitAsync(TimeSpan.FromMinutes(1));

        public void Close() => open.Reset();

        public void Open() => open.Set();

        public void Dispose() => open.Dispose();

        public override PasswordVerificationResult VerifyHashedPassword(PortalUser user, string hashedPassword, string providedPassword)
        {
            if (!open.IsSet) waiting.TrySetResult();
            open.Wait(Token);
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
