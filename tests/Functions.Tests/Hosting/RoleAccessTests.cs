using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using MLOpsFunctions.Api;
using MLOpsFunctions.Functions.Hosting;

namespace MLOpsFunctions.Functions.Tests.Hosting;

/// <summary>Who may call what where Entra signs callers in, and that its header means nothing where it does not.</summary>
public sealed class RoleAccessTests
{
    private const string Ann = """{"typ":"preferred_username","val":"ann@contoso.example"},{"typ":"name","val":"Ann"}""";

    [Theory]
    [InlineData("Predict", AccessLevel.Predict)]
    [InlineData("Operate", AccessLevel.Operate)]
    [InlineData("Administer", AccessLevel.Administer)]
    [InlineData("Anonymous", AccessLevel.Anonymous)]
    [InlineData("administer", AccessLevel.Anonymous)]
    [InlineData("3", AccessLevel.Anonymous)]
    public void A_role_allows_its_level_and_those_below(string role, AccessLevel level)
    {
        foreach (var needed in Enum.GetValues<AccessLevel>())
        {
            var (refusal, context) = Check(needed, Principal($$"""{{Ann}},{"typ":"roles","val":"{{role}}"}"""));

            Assert.Equal(needed > level ? 403 : null, refusal?.Status);
            Assert.Equal("ann@contoso.example", context.User.Identity!.Name);
        }
    }

    [Fact]
    public void The_highest_of_several_roles_counts() =>
        Assert.Null(
            Check(
                AccessLevel.Administer,
                Principal($$"""{{Ann}},{"typ":"roles","val":"Administer"},{"typ":"roles","val":"Predict"}""")
            ).Refusal
        );

    [Theory]
    [InlineData("""{"typ":"azp","val":"11111111-2222-3333-4444-555555555555"}""", "11111111-2222-3333-4444-555555555555")]
    [InlineData("""{"typ":"name","val":"Ann"}""", "Ann")]
    [InlineData("""{"typ":"sub","val":"x"}""", null)]
    public void An_application_is_named_by_its_id_and_a_person_by_what_there_is(string claims, string? name) =>
        Assert.Equal(name, Check(AccessLevel.Anonymous, Principal(claims)).Context.User.Identity!.Name);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no base64!")]
    [InlineData("bm8ganNvbg==")]
    [InlineData("bnVsbA==")]
    [InlineData("e30=")]
    public void Without_a_readable_header_nobody_is_signed_in(string? header)
    {
        var (refusal, context) = Check(AccessLevel.Predict, header);

        Assert.Equal(401, refusal?.Status);
        Assert.True(context.User.Identity is not { IsAuthenticated: true });
        Assert.Null(Check(AccessLevel.Anonymous, header).Refusal);
    }

    [Fact]
    public void Where_keys_let_callers_in_the_header_is_not_believed()
    {
        var (refusal, context) = Check(AccessLevel.Administer, Principal($$"""{{Ann}},{"typ":"roles","val":"Administer"}"""), entra: false);

        Assert.Null(refusal);
        Assert.True(context.User.Identity is not { IsAuthenticated: true });
    }

    [Fact]
    public void With_roles_the_host_asks_for_no_key_and_other_triggers_stay_as_they_are()
    {
        var function = new DefaultFunctionMetadata
        {
            RawBindings =
            [
                """{"name":"request","type":"httpTrigger","authLevel":"Admin","route":"api/runs"}""",
                """{"name":"client","type":"durableClient"}""",
            ],
        };

        new KeylessHttp().Transform([function]);

        Assert.Equal(
            [
                """{"name":"request","type":"httpTrigger","authLevel":"Anonymous","route":"api/runs"}""",
                """{"name":"client","type":"durableClient"}""",
            ],
            function.RawBindings
        );
    }

    private static (Problem? Refusal, HttpContext Context) Check(AccessLevel needed, string? header, bool entra = true)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers["X-MS-CLIENT-PRINCIPAL"] = header;
        return (new RoleAccess(entra).Check(needed, context), context);
    }

    private static string Principal(string claims) =>
        Convert.ToBase64String(
            Encoding.UTF8.GetBytes($$"""{"auth_typ":"aad","name_typ":"name","role_typ":"roles","claims":[{{claims}}]}""")
        );
}
