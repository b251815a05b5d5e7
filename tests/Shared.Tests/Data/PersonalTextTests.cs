using MLOpsFunctions.Data.Privacy;

namespace MLOpsFunctions.Shared.Tests.Data;

/// <summary>Personal data are found within texts, and nothing else is.</summary>
public sealed class PersonalTextTests
{
    [Theory]
    [InlineData("write to jane.doe+x@mail.example.org, please", "write to [email], please")]
    [InlineData("pay DE89 3704 0044 0532 0130 00 today", "pay [iban] today")]
    [InlineData("pay GB29NWBK60161331926819.", "pay [iban].")]
    [InlineData("charged 4111 1111 1111 1111 twice", "charged [card] twice")]
    [InlineData("charged 378282246310005 twice", "charged [card] twice")]
    [InlineData("ring +49 30 901820 at noon", "ring [phone] at noon")]
    [InlineData("ring 0049 30 901820 at noon", "ring [phone] at noon")]
    [InlineData("ring (212) 555-0123 at noon", "ring [phone] at noon")]
    [InlineData("my phone number is 07700 900123, bye", "my phone number is [phone], bye")]
    [InlineData("my ssn 219-09-9999 leaked", "my ssn [nationalId] leaked")]
    [InlineData("dni 12345678Z here", "dni [nationalId] here")]
    [InlineData("cpf 529.982.247-25 here", "cpf [nationalId] here")]
    [InlineData("code RSSMRA85T10A562S here", "code [nationalId] here")]
    [InlineData("insurance AB 12 34 56 C here", "insurance [nationalId] here")]
    [InlineData("number 811218-9876 here", "number [nationalId] here")]
    [InlineData("number 131052-308T here", "number [nationalId] here")]
    [InlineData("from 192.168.17.4 again", "from [ipAddress] again")]
    [InlineData("from 2001:db8::17 again", "from [ipAddress] again")]
    [InlineData("we spoke with Jane Miller about it", "we spoke with [name] about it")]
    [InlineData("we spoke with Mr. Underhill about it", "we spoke with [name] about it")]
    [InlineData("signed: Miller, Jane", "signed: [name]")]
    [InlineData("send it to 12 High Street by noon", "send it to [address] by noon")]
    [InlineData("Lieferung an Hauptstraße 5 bitte", "Lieferung an [address] bitte")]
    [InlineData("j@x.org and +49 30 901820", "[email] and [phone]")]
    public void Its_parts_are_replaced_by_their_kind(string text, string redacted) =>
        Assert.Equal(redacted, PersonalText.Redact(text, true));

    [Theory]
    [InlineData("the order 4111111111111112 is late")]
    [InlineData("DE88 3704 0044 0532 0130 00 has wrong digits")]
    [InlineData("version 1.2.3.4 at 12:30:00 on 2026-12-31")]
    [InlineData("a ratio of 3.14159265 and 1234567890 rows")]
    [InlineData("cpf 529.982.247-26 is wrong")]
    [InlineData("+1 is not a number, nor is 00000000000")]
    [InlineData("he wrote me @ noon, a@b, @home")]
    [InlineData("I went to New York in May")]
    [InlineData("std::vector and a::b")]
    public void Other_texts_stay_as_they_are(string text) => Assert.Equal(text, PersonalText.Redact(text, true));

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("12345678Z")]
    public void A_code_that_happens_to_have_the_form_of_a_number_is_learned_but_not_shown(string code)
    {
        Assert.Equal(code, PersonalText.Redact(code, false));
        Assert.StartsWith("[", PersonalText.Hide(code));
    }

    [Theory]
    [InlineData('a')]
    [InlineData('1')]
    [InlineData('@')]
    [InlineData('+')]
    [InlineData(' ')]
    [InlineData('A')]
    [InlineData(':')]
    public void A_long_text_of_one_sign_is_nothing(char sign) =>
        Assert.DoesNotContain(PersonalText.Find(new string(sign, 1 << 20) + " 1234567", true), part => part.Length > 100);
}
