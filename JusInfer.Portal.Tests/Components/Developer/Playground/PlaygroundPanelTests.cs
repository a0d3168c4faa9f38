using System.Net;
using System.Text;
using Bunit;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Developer.Playground;
using JusInfer.Portal.Content;
using JusInfer.Portal.Gateway.Demo;
using JusInfer.Portal.Gateway.FaultInjection;
using JusInfer.Portal.Keys;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer.Playground;

/// <summary>The Playground tab. The gateway's responses are scripted here; <see cref="PlaygroundClientTests"/> has the real ones.</summary>
public sealed class PlaygroundPanelTests : PanelTestContext
{
    private const string Answered = """
        data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]}

        data: {"choices":[{"index":0,"delta":{"content":" <b>Ada</b>"},"finish_reason":"stop"}]}

        data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3},"x_jusinfer":{"model":"openai/gpt-5","cost_usd":"0.0123","attempts":1,"resumed":false}}

        data: [DONE]


        """;

    private readonly List<HttpRequestMessage> requests = [];
    private Func<HttpResponseMessage> respond = static () => Stream(Answered);

    public PlaygroundPanelTests()
    {
        Services.AddSingleton(new PlaygroundClient(new HttpClient(new Gateway(this)), static () => new Uri("http://gateway.test"), Time));
        Services.AddSingleton(new UpstreamCuts(new CutSignals())).AddScoped<PlaygroundKeys>();
        Services.AddSingleton(new ContentLibrary(Substitute.For<IHostEnvironment>(), new FirstContent(""), NullLogger<ContentLibrary>.Instance));
    }

    [Fact]
    public void The_empty_page_has_one_action_that_sends_an_example()
    {
        var panel = Render<PlaygroundPanel>();

        panel.Find(".nothing button").Click();

        panel.WaitForAssertion(() => panel.Find(".text").TextContent.ShouldBe("Hello <b>Ada</b>"));
        panel.Find("#playground-prompt").GetAttribute("value").ShouldBe("Tell me a story in ten sentences.");
    }

    [Fact]
    public void The_open_page_offers_the_models_that_can_answer_now()
    {
        var panel = Render<PlaygroundPanel>();
        Models().ShouldContain(static model => model.StartsWith("anthropic/", StringComparison.Ordinal), "in demo mode the simulator answers for every model");
        var source = Services.GetRequiredService<CatalogSource>();

        source.Replace(source.File.WithCredentials(new Dictionary<string, Secret> { ["openai"] = new("sk-test") }), wasConnected: true);
        panel.Render();

        Models().ShouldContain("openai/gpt-5");
        Models().ShouldNotContain(static model => model.StartsWith("anthropic/", StringComparison.Ordinal));

        IEnumerable<string> Models() => panel.FindAll("[role=option]").Select(static option => option.GetAttribute("data-value")!);
    }

    [Fact]
    public void An_answer_shows_its_tokens_cost_and_receipt_as_text()
    {
        var panel = Send("Hello");

        panel.WaitForAssertion(() => panel.Find("[role=status]").TextContent.ShouldContain("Complete."));
        panel.Find(".text").InnerHtml.ShouldContain("&lt;b&gt;Ada");
        var facts = panel.FindAll(".facts > div").ToDictionary(static fact => fact.Children[0].TextContent, static fact => fact.Children[1].TextContent);
        (facts["Tokens in"], facts["Tokens out"], facts["Cost"], facts["Attempts"]).ShouldBe(("12", "3", "$0.012", "1"));
        panel.Find(".why").TextContent.ShouldContain("openai/gpt-5 at openai");
        panel.FindAll("a").ShouldContain(static link => link.GetAttribute("href") == "/developer/usage/req_1");
    }

    [Fact]
    public void A_tool_call_that_arrives_in_parts_is_shown_as_one()
    {
        respond = static () => Stream("""
            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"get_weather","arguments":""}}]}}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":" \"Paris\"}"}}]}}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"get_time","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}

            data: [DONE]


            """);

        var panel = Send("What is the weather?");

        panel.WaitForAssertion(() => panel.Find("[role=status]").TextContent.ShouldContain("Complete."));
        panel.FindAll(".text .call").Select(static call => call.TextContent).ShouldBe(["get_weather {\"city\": \"Paris\"}", "get_time {}"]);
    }

    [Theory]
    [InlineData("photo.png", "image/png", "not a picture", "photo.png is not an image in PNG, JPEG, WebP or GIF, although its name says so.")]
    [InlineData("notes.txt", "text/plain", "", "notes.txt is empty.")]
    [InlineData("program.exe", "application/octet-stream", "MZ\0\0", "program.exe is neither text in UTF-8 nor a PDF nor an image in PNG, JPEG, WebP or GIF.")]
    [InlineData("report.pdf", "application/pdf", "not a PDF", "report.pdf is not a PDF, although its name says so.")]
    public void A_file_that_cannot_be_sent_is_named_next_to_the_field(string name, string type, string content, string error)
    {
        var panel = Render<PlaygroundPanel>();

        panel.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary(Encoding.UTF8.GetBytes(content), name, contentType: type));

        panel.WaitForAssertion(() => panel.Find("#playground-files-error").TextContent.ShouldBe(error));
        panel.FindAll(".attached li").ShouldBeEmpty();
    }

    [Fact]
    public void An_image_is_sent_with_the_type_of_its_content_and_the_code_says_where_to_put_it()
    {
        var panel = Render<PlaygroundPanel>();

        panel.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary([0xFF, 0xD8, 0xFF, 0xE0], "photo.png", contentType: "image/png"));
        panel.WaitForAssertion(() => panel.Find(".attached li").TextContent.ShouldContain("photo.png"));
        panel.Find("#playground-prompt").Change("What is it?");
        panel.FindAll("button").First(static button => button.TextContent == "View code").Click();

        panel.Find("#playground-sample").TextContent.ShouldContain("data:image/jpeg;base64,…");
        panel.Find("#playground-code").TextContent.ShouldContain("Replace each … with the file in Base64.");
    }

    [Fact]
    public void A_file_that_the_browser_reports_twice_is_attached_once()
    {
        var panel = Render<PlaygroundPanel>();
        var file = InputFileContent.CreateFromText("# Notes", "notes.md");
        panel.FindComponent<InputFile>().UploadFiles(file);
        panel.WaitForAssertion(() => panel.FindAll(".attached li").Count.ShouldBe(1));

        panel.FindComponent<InputFile>().UploadFiles(file, InputFileContent.CreateFromBinary("%PDF-1.7"u8.ToArray(), "report.pdf", contentType: "application/pdf"));

        panel.WaitForAssertion(() => panel.FindAll(".attached li > span").Select(static name => name.TextContent).ShouldBe(["notes.md", "report.pdf"]));
    }

    [Fact]
    public void A_tool_with_a_repeated_property_is_an_error_also_while_the_code_is_shown()
    {
        var panel = Render<PlaygroundPanel>();
        panel.Find("#playground-prompt").Change("Hello");
        panel.FindAll("button").First(static button => button.TextContent == "View code").Click();
        panel.Find("#playground-tools").Change("""[{"type":"function","type":"function","function":{}}]""");

        panel.Find("form").Submit();

        panel.Find("#playground-tools-error").TextContent.ShouldContain("No property may occur twice");
        panel.Find("#playground-sample").TextContent.ShouldContain("Say hello.");
        requests.ShouldBeEmpty();
    }

    [Fact]
    public void A_column_whose_call_fails_says_so_and_the_others_answer()
    {
        var calls = 0;
        respond = () => Interlocked.Increment(ref calls) == 2 ? throw new TaskCanceledException("The connect timeout elapsed.") : Stream(Answered);
        var panel = Render<PlaygroundPanel>();
        panel.Find(".add").Click();
        panel.Find(".add").Click();

        panel.Find("#playground-prompt").Change("Hello");
        panel.Find("form").Submit();

        panel.WaitForAssertion(() => panel.FindAll(".column .status").Select(static status => status.TextContent.Trim()).Order(StringComparer.Ordinal).ShouldBe(["Complete.", "Complete.", "Failed."]));
        panel.WaitForAssertion(() => panel.FindAll("button[type=submit]").ShouldHaveSingleItem().TextContent.ShouldBe("Send"));
        panel.Find(".column [role=alert]").TextContent.ShouldContain("Send the request again");
    }

    [Fact]
    public void An_error_says_its_code_its_reason_and_where_the_help_is()
    {
        respond = static () => new HttpResponseMessage(HttpStatusCode.PaymentRequired)
        {
            Content = new StringContent("""{"error":{"message":"The wallet is empty. Ask the operator for credit.","code":"WALLET_EMPTY"}}"""),
        };

        var panel = Send("Hello");

        panel.WaitForAssertion(() => panel.Find("[role=alert]").TextContent.ShouldContain("The wallet is empty. Ask the operator for credit."));
        panel.Find("[role=alert] strong").TextContent.ShouldBe("WALLET_EMPTY");
        panel.Find("[role=alert] a").GetAttribute("href").ShouldBe("/docs/errors/#wallet_empty");
    }

    [Fact]
    public void Invalid_fields_are_named_next_to_them_and_keep_their_input()
    {
        var panel = Render<PlaygroundPanel>();
        panel.Find("#playground-tools").Change("{");

        panel.Find("form").Submit();

        panel.Find("#playground-prompt-error").TextContent.ShouldBe("Write a message.");
        panel.Find("#playground-tools-error").TextContent.ShouldStartWith("Tools must be a JSON array");
        panel.Find("#playground-tools").GetAttribute("value").ShouldBe("{");
        panel.Find("details").HasAttribute("open").ShouldBeTrue();
        requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Calls_use_one_short_lived_sandbox_key_of_the_member_which_ends_with_the_page_and_leaves_the_list()
    {
        var panel = Send("Hello");
        panel.WaitForAssertion(() => panel.Find("[role=status]").TextContent.ShouldContain("Complete."));
        panel.Find("form").Submit();
        panel.WaitForAssertion(() => requests.Count.ShouldBe(2));

        var key = (await KeyStore.ListAsync(Team.Team.Id, CancellationToken.None)).ShouldHaveSingleItem();
        key.Name.ShouldBe("Playground");
        key.Terms.Sandbox.ShouldBeTrue();
        key.MemberId.ShouldBe(Team.Owner.Id);
        key.ExpiresAt.ShouldBe(Time.GetUtcNow().AddMinutes(10));
        (await Services.GetRequiredService<ApiKeyService>().ListAsync(Team.Owner, CancellationToken.None)).ShouldHaveSingleItem();
        requests.ShouldAllBe(static request => request.Headers.Authorization!.Parameter!.StartsWith("jinf_", StringComparison.Ordinal) && request.Headers.GetValues("X-JusInfer-Chaos").Single().StartsWith("cut=", StringComparison.Ordinal));
        panel.Markup.ShouldNotContain(requests[0].Headers.Authorization!.Parameter!);

        await DisposeComponentsAsync();

        (await KeyStore.ListAsync(Team.Team.Id, CancellationToken.None)).ShouldHaveSingleItem().RevokedAt.ShouldNotBeNull();
        (await Services.GetRequiredService<ApiKeyService>().ListAsync(Team.Owner, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public void A_key_that_could_end_during_a_call_is_replaced()
    {
        var panel = Send("Hello");
        panel.WaitForAssertion(() => panel.Find("[role=status]").TextContent.ShouldContain("Complete."));
        Time.Advance(TimeSpan.FromMinutes(6));

        panel.Find("form").Submit();

        panel.WaitForAssertion(() => requests.Select(static request => request.Headers.Authorization!.Parameter).Distinct().Count().ShouldBe(2));
    }

    [Fact]
    public async Task Up_to_three_models_answer_the_same_message()
    {
        var panel = Render<PlaygroundPanel>();
        panel.Find(".add").Click();
        panel.Find(".add").Click();
        panel.FindAll(".add").ShouldBeEmpty();

        panel.Find("#playground-prompt").Change("Hello");
        panel.Find("form").Submit();

        panel.WaitForAssertion(() => panel.FindAll(".text").Count.ShouldBe(3));
        panel.FindAll(".column [role=combobox]").Select(static field => field.GetAttribute("value")).Distinct().Count().ShouldBe(3);

        // With the renderer's lock: an answer that ends would render the button again between the search and the click.
        await panel.InvokeAsync(() => panel.FindAll("button").First(static button => button.GetAttribute("aria-label") == "Remove model 2").Click());
        panel.FindAll(".column").Count.ShouldBe(2);
    }

    [Fact]
    public void A_link_selects_the_model()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/developer/playground?model=openai%2Fgpt-5");

        Render<PlaygroundPanel>().Find(".column [role=combobox]").GetAttribute("value").ShouldBe("openai/gpt-5");
    }

    [Fact]
    public void Models_are_described_by_price_and_provider_and_one_that_does_not_exist_changes_nothing()
    {
        var panel = Render<PlaygroundPanel>();
        panel.Find("[data-value='openai/gpt-5']").TextContent.ShouldBe("openai/gpt-5$1.25 in, $10.00 out · simulator");
        panel.Find("[data-value='jusInfer-auto:cheap']").TextContent.ShouldEndWith("automatic routing");

        panel.Find(".column [role=combobox]").Change("gpt-99");
        panel.Find(".column [role=alert]").TextContent.ShouldBe("“gpt-99” is not in the list. Type a part of a name and choose one.");
        panel.Find(".column [role=combobox]").Change("OpenAI/GPT-5");
        panel.FindAll(".column [role=alert]").ShouldBeEmpty();
        panel.Find("#playground-prompt").Change("Hello");
        panel.Find("form").Submit();

        panel.WaitForAssertion(() => requests.ShouldHaveSingleItem());
        panel.Find(".column [role=combobox]").GetAttribute("value").ShouldBe("openai/gpt-5");
    }

    [Fact]
    public void Code_follows_the_form_and_the_chosen_language()
    {
        var panel = Render<PlaygroundPanel>();
        panel.Find("#playground-prompt").Change("What is a lease?");
        panel.FindAll("button").First(static button => button.TextContent == "View code").Click();

        panel.Find("#playground-sample").TextContent.ShouldContain("What is a lease?");
        panel.Find("#playground-language").Change("go");
        panel.Find("#playground-sample").TextContent.ShouldStartWith("package main");
    }

    [Fact]
    public void A_viewer_is_told_who_can_help()
    {
        SignIn(Team.Viewer);

        var panel = Render<PlaygroundPanel>();

        panel.FindAll("form").ShouldBeEmpty();
        panel.Markup.ShouldContain("An owner or admin of the team changes your role");
    }

    private IRenderedComponent<PlaygroundPanel> Send(string prompt)
    {
        var panel = Render<PlaygroundPanel>();
        panel.Find("#playground-prompt").Change(prompt);
        panel.Find("form").Submit();
        return panel;
    }

    private static HttpResponseMessage Stream(string events) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(events.ReplaceLineEndings("\n"), Encoding.UTF8, "text/event-stream"),
        Headers = { { "x-request-id", "req_1" }, { "x-jusinfer-model", "openai/gpt-5" }, { "x-jusinfer-provider", "openai" }, { "x-jusinfer-attempts", "1" } },
    };

    private sealed class Gateway(PlaygroundPanelTests test) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (test.requests) test.requests.Add(request);
            return Task.FromResult(test.respond());
        }
    }
}
